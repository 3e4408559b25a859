const browsers: Array<[string, RegExp]> = [
  ['Edge', /Edg(?:A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Safari', /Safari\//],
];

const systems: Array<[string, RegExp]> = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

/** The browser and system that a user agent names, as a person would say it. */
export function deviceOf(userAgent: string): string | null {
  if (!userAgent) return null;
  const find = (kinds: Array<[string, RegExp]>) => kinds.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const [browser, system] = [find(browsers), find(systems)];
  return [browser, system].filter(Boolean).join(', ') || userAgent.split(' ')[0] || null;
}
