import { keyOf, ownWids } from '../page/parts.ts';
import type { Msg, PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** Since 2026-07-15 a message key keeps its serialised form as `$1`; the library and everything it hands to Node say `_serialized`. */
export const messageKeys: Repair = { name: 'message_keys', row: 1, required: true, apply: renameInPage };

function renameInPage(): Verdict {
  const Key = window.require('WAWebMsgKey');
  const [me] = ownWids();
  if (!me) return { verdict: 'failed', detail: 'the page does not know its own number' };
  const sample = () => new Key({ from: me, to: me, id: '3EB0AA', participant: undefined, selfDir: 'out' });
  const expected = `true_${me._serialized}_3EB0AA`;
  const before = sample();
  if (Object.hasOwn(before, '_serialized') && before._serialized === expected) return { verdict: 'not_needed' };
  if (before.$1 !== expected) return { verdict: 'failed', detail: `a key has only ${Object.keys(before).join(', ')}` };

  // Assignable, since a later build may set the name itself.
  Object.defineProperty(Key.prototype, '_serialized', {
    configurable: true,
    get(this: { $1?: string }) {
      return this.$1;
    },
    set(this: object, value: string) {
      Object.defineProperty(this, '_serialized', { value, writable: true, enumerable: true, configurable: true });
    },
  });
  // Bindings hand over what JSON says.
  Key.prototype.toJSON = function toJSON(this: typeof before) {
    return { ...this, _serialized: this.$1 };
  };
  const original = window.WWebJS.getMessageModel;
  if (!('renamesKeys' in original)) {
    // Answers of the page are copied without asking for getters.
    const renaming = (msg: Msg) => {
      const model = original(msg);
      for (const value of Object.values(model)) {
        if (typeof value !== 'object' || value === null || !('$1' in value) || Object.hasOwn(value, '_serialized')) continue;
        Object.defineProperty(value, '_serialized', { value: value.$1, writable: true, enumerable: true, configurable: true });
      }
      return model;
    };
    window.WWebJS.getMessageModel = Object.assign(renaming, { renamesKeys: true });
  }
  const after = sample();
  const handed = JSON.parse(JSON.stringify(after)) as { _serialized?: string };
  const took = after._serialized === expected && handed._serialized === expected && keyOf(after) === expected;
  return took ? { verdict: 'took' } : { verdict: 'failed', detail: 'a key still does not say its name' };
}
