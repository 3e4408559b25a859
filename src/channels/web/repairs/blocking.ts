import { otherWid } from '../page/parts.ts';
import type { Contact, PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** Who is blocked is kept by hidden identity now, and the helper that found it was removed. */
export const blocking: Repair = { name: 'blocking', row: 6, required: false, apply: restoreHelperInPage };

function restoreHelperInPage(): Verdict {
  const helpers = window.require('WAWebBlockContactUtils');
  const actions = window.require('WAWebBlockContactAction');
  if (typeof actions?.blockContact !== 'function' || typeof actions.unblockContact !== 'function') {
    return { verdict: 'failed', detail: 'there is no action that blocks' };
  }
  const helper = helpers.getContactToBlockOnlyUseIfNoAssociatedChat;
  if (typeof helper === 'function') return { verdict: 'restored' in helper ? 'took' : 'not_needed' };

  const { Contact } = window.require('WAWebCollections');
  const hiddenContact = (contact: Contact) => {
    const lid = contact.id.server === 'lid' ? contact.id : otherWid(contact.id);
    return (lid && (Contact.get(lid._serialized) ?? Contact.gadd?.(lid, { silent: true }))) ?? contact;
  };
  helpers.getContactToBlockOnlyUseIfNoAssociatedChat = Object.assign(hiddenContact, { restored: true });
  return { verdict: 'took' };
}
