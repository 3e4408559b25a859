// The module registry that whatsapp-web.js looks things up in, and a record of what it asked for in vain.
import { Emitter } from './models.js';
import { tell } from './wire.js';

const modules = new Map();
const faces = new Map();
const absences = new Set();
const reported = new Set();
// Asked of every object by the language itself or by whoever awaits or prints it.
const ORDINARY = new Set([
  'then',
  'toJSON',
  'default',
  '__esModule',
  'prototype',
  'length',
  'name',
  'nodeType',
  'constructor',
  'toString',
  'valueOf',
]);

/** Adds exports to a module, which is a plain object unless its first definition is a function or a class. */
export function define(name, exports) {
  const known = modules.get(name);
  if (!known) modules.set(name, exports);
  else Object.defineProperties(known, Object.getOwnPropertyDescriptors(exports));
  return modules.get(name);
}

/** Names what this dialect's WhatsApp Web is known not to have any more, so that asking for it is no gap of the stand-in. */
export function absent(module, ...properties) {
  for (const property of properties) {
    absences.add(`${module}.${property}`);
    const known = modules.get(module);
    if (known) delete known[property];
  }
}

/** An object that reports each property it is asked for and does not have. */
export function watched(name, target) {
  return new Proxy(target, {
    get(object, property) {
      const isGap = typeof property === 'string' && !(property in object) && !ORDINARY.has(property);
      if (isGap) report(`${name}.${property}`);
      const value = object[property];
      // Its private parts are not reached through a proxy.
      return object instanceof Emitter && typeof value === 'function' ? value.bind(object) : value;
    },
  });
}

function report(path) {
  if (reported.has(path) || absences.has(path)) return;
  reported.add(path);
  tell('unknown', { path });
}

export function requireModule(name) {
  const module = modules.get(name);
  if (module === undefined) {
    report(name);
    throw new Error(`Requiring unknown module "${name}"`);
  }
  if (!faces.has(name)) faces.set(name, watched(name, module));
  return faces.get(name);
}

window.require = requireModule;
