import { randomBytes } from 'node:crypto';
import type { Page } from './pages.ts';
import { personWid } from './people.ts';
import type { Account, World } from './world.ts';
import { later } from './world.ts';

/** Whose phone scans, and what that phone says about itself. */
export type Phone = { phone: string; lid?: string; name?: string; platform?: 'android' | 'iphone' | 'smba' | 'smbi' };

/** Who is linked now; with `passkey` they are not yet. */
export type Linked = { phone: string; lid: string; passkey?: boolean };

const whoIs = ({ phone, lid }: Linked): Linked => ({ phone, lid });

type PairingCode = { code: string; page: Page; phone: string };

export type Linking = ReturnType<typeof createLinking>;

/** Codes to scan and to type, the links they make, and the end of a link. */
export function createLinking(world: World) {
  const { pages, settings } = world;
  const refs = new Map<string, Page>();
  const rounds = new Map<string, number>();
  const codes: PairingCode[] = [];
  const asksPasskey = new Set<string>();
  const challenged = new Map<string, Phone>();

  function greet(page: Page): void {
    if (page.account) return pages.flush(page);
    const account = [...world.accounts.values()].find(({ devices }) => page.device && devices.has(page.device));
    if (account) return become(page, account, 'linked');
    if (page.device) return pages.push(page, { kind: 'loggedOut', landing: settings.landing });
    if (!rounds.has(page.id)) showRefs(page);
  }
  function become(page: Page, account: Account, kind: 'linked' | 'paired'): void {
    page.account = account.phone;
    const { phone, lid, name, platform } = account;
    pages.push(page, { kind, device: page.device, account: { phone, lid, name, platform } });
    for (const chat of account.chats.keys()) {
      const person = world.people.known(chat);
      if (person && !person.hidden) pages.push(page, { kind: 'identity', phone: person.phone, lid: person.lid });
    }
    pages.flush(page);
  }
  /** Shows one code after the other, as many as there are. */
  function showRefs(page: Page): void {
    const round = (rounds.get(page.id) ?? 0) + 1;
    rounds.set(page.id, round);
    const show = (shown: number) => {
      if (rounds.get(page.id) !== round || page.account || pages.find(page.id) !== page) return;
      for (const [ref, shownBy] of refs) if (shownBy === page) refs.delete(ref);
      if (shown === settings.qrCodes) return pages.push(page, { kind: 'refsOver' });
      const ref = `2@${randomBytes(48).toString('base64')}`;
      refs.set(ref, page);
      pages.push(page, { kind: 'ref', ref });
      later(world, shown === 0 ? settings.firstQrMs : settings.qrMs, () => show(shown + 1));
    };
    show(0);
  }
  function link(page: Page, { phone, lid, name = 'Standin', platform = 'android' }: Phone): Account {
    const person = world.people.change(phone, { ...(lid ? { lid } : {}), name });
    const account = world.accounts.get(person.phone) ?? newAccount(person.phone, person.lid);
    Object.assign(account, { name, platform, lid: person.lid });
    world.accounts.set(account.phone, account);
    page.device = randomBytes(12).toString('hex');
    account.devices.set(page.device, { id: page.device, as: null, linkedAt: Date.now() });
    rounds.delete(page.id);
    become(page, account, 'paired');
    return account;
  }
  function pageShowing(code: string): Page {
    const page = refs.get(code.split(',')[0] ?? '') ?? codes.findLast((one) => one.code === code)?.page;
    if (!page) throw new Error('this code is not shown by any browser (any more)');
    return page;
  }
  /** Links at once, or asks for the passkey first. */
  function linkAs(page: Page, phone: Phone): Linked {
    if (!asksPasskey.delete(page.id)) return whoIs(link(page, phone));
    challenged.set(page.id, phone);
    pages.push(page, { kind: 'passkey' });
    later(world, settings.passkeyMs, () => challenged.delete(page.id) && showRefs(page));
    return { ...whoIs(world.people.find(phone.phone)), passkey: true };
  }
  function answerPasskey(page: Page): void {
    const phone = challenged.get(page.id);
    if (challenged.delete(page.id) && phone) link(page, phone);
  }

  return {
    greet,
    refreshQr: (page: Page) => showRefs(page),
    newPairingCode(page: Page, phone: string): string {
      const code = randomBytes(8)
        .toString('base64')
        .replace(/[^A-Z1-9]/gi, 'X')
        .toUpperCase()
        .slice(0, 8);
      codes.push({ code, page, phone: personWid(phone) });
      later(world, settings.pairingCodeMs, () => codes.shift());
      return code;
    },
    /** A phone scans the code that a browser shows. */
    scan(qr: string, phone: Phone): Linked {
      return linkAs(pageShowing(qr), phone);
    },
    /** The code is typed on the phone for which it was made. */
    pair(code: string, phone: Partial<Phone> = {}): Linked {
      const found = codes.findLast((one) => one.code === code.replaceAll('-', '').toUpperCase());
      if (!found) throw new Error('nobody was given this code, or it is too old');
      return linkAs(found.page, { phone: found.phone, ...phone });
    },
    /** The next scan of what this browser shows is answered with a passkey challenge. */
    askPasskey: (qr: string): void => void asksPasskey.add(pageShowing(qr).id),
    answerPasskey,
    /** The challenge of a number is answered where its passkey is. */
    answerPasskeyOf(own: string): void {
      const [id] = [...challenged].find(([, { phone }]) => personWid(phone) === personWid(own)) ?? [];
      const page = pages.find(id ?? '');
      if (!page) throw new Error('no passkey of this number is asked for');
      answerPasskey(page);
    },
    /** There are no more codes on this browser until it asks for new ones. */
    expire(qr: string): void {
      const page = pageShowing(qr);
      rounds.set(page.id, (rounds.get(page.id) ?? 0) + 1);
      for (const [ref, shownBy] of refs) if (shownBy === page) refs.delete(ref);
      pages.push(page, { kind: 'refsOver' });
    },
    /** The phone ends the link. */
    logOut(account: Account, landing = settings.landing): void {
      account.devices.clear();
      for (const page of pages.of(account.phone)) {
        pages.push(page, { kind: 'loggedOut', landing });
        pages.forget(page);
      }
    },
    /** The browser ends its own link. */
    leave(page: Page): void {
      const account = world.accounts.get(page.account ?? '');
      if (page.device) account?.devices.delete(page.device);
      pages.forget(page);
    },
  };
}

function newAccount(phone: string, lid: string): Account {
  return {
    phone,
    lid,
    name: '',
    platform: 'android',
    devices: new Map(),
    chats: new Map(),
    messages: new Map(),
    blocked: new Set(),
    saved: new Map(),
    wroteFirst: new Set(),
  };
}
