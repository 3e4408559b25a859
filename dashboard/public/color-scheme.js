// Runs before the first paint, so a dark-mode reader never sees a white flash; a file because the CSP refuses inline scripts.
(function () {
  var chosen = null;
  try {
    chosen = window.localStorage.getItem('waxwing-color-scheme');
  } catch {
    chosen = null;
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
