const holders = new Map<string, { sheet: CSSStyleSheet; count: number }>();

/** Applies a piece of CSS to the document until the returned function is called; the same text is applied once however many ask. */
export function adoptStyles(css: string): () => void {
  if (css === '') return () => undefined;
  const held = holders.get(css) ?? adopt(css);
  held.count += 1;
  return () => {
    held.count -= 1;
    if (held.count > 0) return;
    holders.delete(css);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== held.sheet);
  };
}

function adopt(css: string): { sheet: CSSStyleSheet; count: number } {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const held = { sheet, count: 0 };
  holders.set(css, held);
  return held;
}
