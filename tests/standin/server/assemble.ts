import { readdirSync, readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';

const folder = new URL('../page/', import.meta.url);

/** Puts the page's scripts together into one page: each keeps its own scope, and a small loader joins them. */
export function assemblePage(config: object): string {
  const parts = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => `${JSON.stringify(`./${name}`)}: function (module, exports, require) {\n${moduleOf(name)}\n}`);
  const script = `(() => {
const parts = {
"./config.js": function (module, exports) { exports.config = ${JSON.stringify(config)}; },
${parts.join(',\n')}
};
const loaded = {};
const load = (name) => {
  if (!loaded[name]) { const module = loaded[name] = { exports: {} }; parts[name](module, module.exports, load); }
  return loaded[name].exports;
};
load("./main.js");
})();`;
  return `<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>WhatsApp</title></head>\n<body>\n<h1></h1>\n<script>\n${script.replaceAll('</script', '<\\/script')}\n</script>\n</body>\n</html>\n`;
}

function moduleOf(name: string): string {
  const source = readFileSync(new URL(name, folder), 'utf8');
  return transformSync(source, { filename: name, module: { type: 'commonjs' }, jsc: { target: 'es2022' }, swcrc: false }).code;
}
