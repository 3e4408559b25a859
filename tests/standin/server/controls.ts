import { arrivalControls } from './arrivals.ts';
import { crashRenderer } from './crash.ts';
import type { Linked, Linking, Phone } from './linking.ts';
import type { News, Page } from './pages.ts';
import type { Person } from './people.ts';
import { keepFile } from './posting.ts';
import type { Deed, Device, Faults, Group, Message, World } from './world.ts';

export type Controls = ReturnType<typeof createControls>;

/** The hands over the world; `own` is always the number of an account that was linked. */
export function createControls(world: World, linking: Linking) {
  return {
    ...linkingControls(world, linking),
    ...peopleControls(world),
    ...arrivalControls(world),
    ...faultControls(world),
    ...reports(world),
  };
}

function linkingControls(world: World, linking: Linking) {
  return {
    /** The phone scans what the browser shows; answers who that is now. */
    scan: (qr: string, phone: Phone): Linked => linking.scan(qr, phone),
    /** The phone types the pairing code. */
    pair: (code: string, phone: Partial<Phone> = {}): Linked => linking.pair(code, phone),
    /** The next scan of this code is answered with a passkey challenge. */
    askPasskey: (qr: string): void => linking.askPasskey(qr),
    /** That challenge is answered. */
    answerPasskey: (own: string): void => linking.answerPasskeyOf(own),
    /** The browser that shows this code has no more of them, until it asks for new ones. */
    expireQr: (qr: string): void => linking.expire(qr),
    /** The phone unlinks this browser. */
    logOut: (own: string, { landing }: { landing?: string } = {}): void => linking.logOut(world.account(own), landing),
  };
}

function peopleControls(world: World) {
  return {
    /** Who a number is: name, picture, LID, whether it has WhatsApp. */
    person: (id: string, changes: Partial<Person> = {}): Person => world.people.change(id, changes),
    unregister(...ids: string[]): void {
      for (const id of ids) world.people.change(id, { registered: false });
    },
    /** Somebody in the own address book. */
    save: (own: string, id: string, name: string): void => void world.account(own).saved.set(world.people.find(id).phone, name),
    /** Somebody's picture. */
    picture(id: string, bytes: Buffer | string): void {
      world.people.change(id, { picture: String(keepFile(world, { bytes, mimetype: 'image/jpeg' })['directPath']) });
    },
  };
}

function faultControls(world: World) {
  const tell = (own: string, news: News) => void world.tell(world.account(own), news);
  const pagesOf = (own: string) => world.pages.of(world.account(own).phone);
  return {
    /** Changes the switches that are named, and says how all of them stand. */
    faults: (changes: Partial<Faults> = {}): Faults => Object.assign(world.faults, changes),
    /** The socket's state becomes this word: TOS_BLOCK, PROXYBLOCK, UNPAIRED_IDLE, … */
    state: (own: string, state: string): void => tell(own, { kind: 'state', state }),
    conflict: (own: string): void => tell(own, { kind: 'state', state: 'CONFLICT' }),
    /** The page says once more that all is synced. */
    resync: (own: string): void => tell(own, { kind: 'resync' }),
    /** Breaks the connection for so long. */
    drop(own: string, ms = 500): void {
      for (const page of pagesOf(own)) world.pages.drop(page, ms);
    },
    /** The page does nothing else for so long. */
    hang: (own: string, ms: number): void => tell(own, { kind: 'hang', ms }),
    /** The page's renderer dies, as of a fault of its own; only where the browser runs on this machine. */
    crashPage(own: string): void {
      for (const page of pagesOf(own)) if (page.open) crashRenderer(page.port);
    },
  };
}

function reports(world: World) {
  const deeds = (own: string, kind?: string): Deed[] =>
    world.deeds.filter((deed) => deed.account === world.account(own).phone && (!kind || deed.kind === kind));
  return {
    /** What this account did: messages with their files, what was read, presence, look-ups. */
    deeds,
    /** The messages that it sent, refused ones too. */
    sent: (own: string): Deed[] => deeds(own, 'send'),
    /** What the account's own phone shows of a chat, or of all of them. */
    messages: (own: string, chat?: string): Message[] =>
      [...world.account(own).messages.values()].filter(({ id }) => !chat || id.split('_')[1] === chat),
    group: (id: string): Group | undefined => world.groups.get(id),
    accounts: (): string[] => [...world.accounts.keys()],
    /** The browsers that are linked to it, and what they say they are. */
    devices: (own: string): Device[] => [...world.account(own).devices.values()],
    /** Every page that ever connected, with the address and headers it came with. */
    connections: (): Page[] => world.pages.history(),
    /** What went wrong in the page's own code. */
    pageErrors: (): string[] => world.pageErrors,
    /** What the library asked the page for and did not find. */
    unknownModules: (): string[] => [...world.unknown].sort(),
  };
}
