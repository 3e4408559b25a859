import { createHash } from 'node:crypto';
import { isIdempotent, roomOf } from './route.ts';
import type { Route } from './route.ts';

const STYLE = `
:root{color-scheme:light dark;--line:#d9d2c9;--ink:#2b2622;--soft:#6d635a;--paper:#fbf9f6;--mark:#f2c230}
@media(prefers-color-scheme:dark){:root{--line:#443c35;--ink:#efe9e2;--soft:#a99d91;--paper:#1f1b18}}
body{margin:0 auto;max-width:60rem;padding:2rem 1rem 6rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{margin:0}h2{margin:2.5rem 0 .5rem;text-transform:capitalize}nav a{margin-right:.75rem}a{color:inherit}
details{border-top:1px solid var(--line);padding:.5rem 0}summary{cursor:pointer;display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
summary b{width:4.5rem;font-size:12px;letter-spacing:.04em}code,pre{font:13px/1.45 ui-monospace,monospace}summary span{color:var(--soft);margin-left:auto}
pre{overflow:auto;border:1px solid var(--line);border-left:4px solid var(--mark);border-radius:8px;padding:.75rem;margin:.5rem 0}p{margin:.5rem 0;color:var(--soft)}`;

const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** The only page with its styles inside, allowed by their hash; it loads nothing at all. */
export const DOCS_POLICY = `default-src 'none'; style-src ${STYLE_HASH}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Json = Record<string, unknown>;

/** The reference as one plain page: every route with its permission, its input and its answer. */
export function docsPage(routes: readonly Route[], document: Json): string {
  const rooms = [...new Set(routes.map(({ path }) => roomOf(path)))];
  const section = (room: string) =>
    `<h2 id="${room}">${room}</h2>${routes
      .filter(({ path }) => roomOf(path) === room)
      .map((route) => entry(route, document))
      .join('')}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Waxwing API</title><style>${STYLE}</style></head><body><h1>Waxwing API</h1>
<p>Send <code>Authorization: Bearer &lt;access token or API key&gt;</code> or <code>X-Api-Key</code>. The machine-readable document: <a href="/openapi.json">/openapi.json</a>.</p>
<nav>${rooms.map((room) => `<a href="#${room}">${room}</a>`).join('')}</nav>${rooms.map(section).join('')}</body></html>`;
}

function entry(route: Route, document: Json): string {
  const { method, path, spec } = route;
  const operation = (document.paths as Record<string, Record<string, Json>>)[path.replace(/:(\w+)/g, '{$1}')]?.[method] ?? {};
  const notes = [
    spec.allow === 'public' ? 'Needs no credential.' : spec.allow === 'signedIn' ? 'For everyone signed in.' : `Permission: ${spec.allow}.`,
    ...(isIdempotent(route) ? ['Takes an Idempotency-Key.'] : []),
  ];
  const parts = (['parameters', 'requestBody', 'responses'] as const)
    .filter((name) => operation[name] !== undefined)
    .map((name) => `<p>${name}</p><pre>${escape(JSON.stringify(operation[name], null, 2))}</pre>`);
  return `<details><summary><b>${method.toUpperCase()}</b><code>${escape(path)}</code><span>${escape(spec.summary)}</span></summary>
<p>${escape(notes.join(' '))}</p>${parts.join('')}</details>`;
}

const escape = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string);
