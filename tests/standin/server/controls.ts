import { crashRenderer } from './crash.ts';
import { changeWords, keepReaction, keepVote, messageIn, takeBack } from './deeds.ts';
import { changeGroup, makeGroup } from './groups.ts';
import type { GroupChange, NewGroup } from './groups.ts';
import type { Linked, Linking, Phone } from './linking.ts';
import type { Page } from './pages.ts';
import type { Person } from './people.ts';
import { arrive, keepFile, setAck } from './posting.ts';
import type { Arrival } from './posting.ts';
import type { Deed, Faults, Group, Message, World } from './world.ts';
import { newId, now } from './world.ts';

export type Controls = ReturnType<typeof createControls>;

/** The hands over the world; `own` is always the number of a linked account. */
export function createControls(world: World, linking: Linking) {
  const account = (own: string) => world.account(own);
  const tellAll = (own: string, news: { kind: string } & Record<string, unknown>) => void world.tell(account(own), news);

  /** Somebody as the chat of this message names them. */
  const nameFor = (message: Message, id: string) => {
    const person = world.people.find(id);
    return id.endsWith('@lid') || world.settings.chatsBy === 'lid' || message.id.split('_')[1] === person.lid ? person.lid : person.phone;
  };

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
    /** Who a number is: name, picture, LID, whether it has WhatsApp. */
    person: (id: string, changes: Partial<Person> = {}): Person => world.people.change(id, changes),
    unregister(...ids: string[]): void {
      for (const id of ids) world.people.change(id, { registered: false });
    },
    /** A message arrives, or is typed on the own phone. */
    receive: (own: string, arrival: Arrival): { id: string } => ({ id: arrive(world, account(own), arrival).id }),
    /** Somebody reacts; without an emoji the reaction is taken back. */
    react(own: string, { from, to, emoji }: { from: string; to: string; emoji: string }): void {
      const message = messageIn(account(own), to);
      keepReaction(world, account(own), message, { sender: nameFor(message, from), emoji, at: Date.now() });
    },
    /** Somebody changes what they wrote. */
    edit: (own: string, id: string, body: string): void => changeWords(world, account(own), messageIn(account(own), id), body),
    /** Somebody (or an admin) takes a message back from everybody. */
    revoke: (own: string, id: string, by: 'sender' | 'admin' = 'sender'): void =>
      takeBack(world, account(own), messageIn(account(own), id), by),
    /** A message is deleted on the own phone, for itself only. */
    remove(own: string, id: string): void {
      const message = messageIn(account(own), id);
      account(own).messages.delete(message.id);
      tellAll(own, { kind: 'removed', id: message.id });
    },
    /** Somebody votes for these options of a poll, in place of what they voted before. */
    vote(own: string, { from, to, options }: { from: string; to: string; options: string[] }): void {
      const message = messageIn(account(own), to);
      const names = ((message['pollOptions'] ?? []) as { name: string }[]).map(({ name }) => name);
      const picked = options.map((option) => names.indexOf(option)).filter((index) => index !== -1);
      keepVote(world, account(own), message, { sender: nameFor(message, from), options: picked, at: Date.now() });
    },
    /** Something about a message changes, such as what became of one that could not be read. */
    changeMessage(own: string, id: string, changes: Record<string, unknown>): void {
      const message = messageIn(account(own), id);
      Object.assign(message, changes);
      tellAll(own, { kind: 'changed', id: message.id, changes });
    },
    /** A call comes in. */
    call(own: string, { from, video = false, id = newId() }: { from: string; video?: boolean; id?: string }): { id: string } {
      const peerJid =
        world.settings.chatsBy === 'lid' || from.endsWith('@lid') ? world.people.find(from).lid : world.people.find(from).phone;
      const offer = {
        id,
        peerJid,
        isVideo: video,
        isGroup: false,
        outgoing: false,
        offerTime: now(),
        canHandleLocally: true,
        participants: [],
      };
      tellAll(own, { kind: 'call', offer });
      return { id };
    },
    makeGroup: (group: NewGroup): { id: string; inviteCode: string } => {
      const { id, inviteCode } = makeGroup(world, group);
      return { id, inviteCode };
    },
    /** Somebody changes a group: `add`, `remove`, `leave`, `promote`, `subject`, `membership_approval_request`, … */
    changeGroup: (id: string, change: Partial<GroupChange> & { by: string; subtype: string }): void => changeGroup(world, id, change),
    group: (id: string): Group | undefined => world.groups.get(id),
    /** Somebody in the own address book. */
    save: (own: string, id: string, name: string): void => void account(own).saved.set(world.people.find(id).phone, name),
    /** Somebody's picture. */
    picture(id: string, bytes: Buffer | string): void {
      world.people.change(id, { picture: String(keepFile(world, { bytes, mimetype: 'image/jpeg' })['directPath']) });
    },
    /** What the account's own phone shows of a chat, or of all of them. */
    messages: (own: string, chat?: string): Message[] =>
      [...account(own).messages.values()].filter(({ id }) => !chat || id.split('_')[1] === chat),
    ack: (own: string, id: string, ack: number): void => setAck(world, account(own), id, ack),
    /** The phone unlinks this browser. */
    logOut: (own: string, { landing }: { landing?: string } = {}): void => linking.logOut(account(own), landing),
    /** The socket's state becomes this word: CONFLICT, TOS_BLOCK, PROXYBLOCK, UNPAIRED_IDLE, … */
    state: (own: string, state: string): void => tellAll(own, { kind: 'state', state }),
    conflict: (own: string): void => tellAll(own, { kind: 'state', state: 'CONFLICT' }),
    /** The page says once more that all is synced. */
    resync: (own: string): void => tellAll(own, { kind: 'resync' }),
    /** Breaks the connection for so long. */
    drop(own: string, ms = 500): void {
      for (const page of world.pages.of(account(own).phone)) world.pages.drop(page, ms);
    },
    /** The page does nothing else for so long. */
    hang: (own: string, ms: number): void => tellAll(own, { kind: 'hang', ms }),
    /** The page's renderer dies, as of a fault of its own; only where the browser runs on this machine. */
    crashPage(own: string): void {
      for (const page of world.pages.of(account(own).phone)) if (page.open) crashRenderer(page.port);
    },
    faults(changes: Partial<Faults> = {}): Faults {
      return Object.assign(world.faults, changes);
    },
    /** What this account did: messages with their files, ticks, presence, look-ups. */
    deeds: (own: string, kind?: string): Deed[] =>
      world.deeds.filter((deed) => deed.account === account(own).phone && (!kind || deed.kind === kind)),
    /** The messages that it sent. */
    sent: (own: string): Deed[] => world.deeds.filter((deed) => deed.account === account(own).phone && deed.kind === 'send'),
    /** Every page that ever connected, with the address and headers it came with. */
    connections: (): readonly Page[] => world.pages.history(),
    accounts: (): string[] => [...world.accounts.keys()],
    /** What went wrong in the page's own code. */
    pageErrors: (): string[] => world.pageErrors,
    /** What the library asked the page for and did not find. */
    unknownModules: (): string[] => [...world.unknown].sort(),
  };
}
