import type { Linking, Phone } from './linking.ts';
import type { Page } from './pages.ts';
import type { Person } from './people.ts';
import { arrive, setAck } from './posting.ts';
import type { Arrival } from './posting.ts';
import type { Deed, Faults, World } from './world.ts';

export type Controls = ReturnType<typeof createControls>;

/** The hands over the world; `own` is always the number of a linked account. */
export function createControls(world: World, linking: Linking) {
  const account = (own: string) => world.account(own);
  const tellAll = (own: string, news: { kind: string } & Record<string, unknown>) => void world.tell(account(own), news);

  return {
    /** The phone scans what the browser shows; answers who that is now. */
    async scan(qr: string, phone: Phone): Promise<{ phone: string; lid: string }> {
      const { phone: number, lid } = await linking.scan(qr, phone);
      return { phone: number, lid };
    },
    /** The phone types the pairing code. */
    async pair(code: string, phone: Partial<Phone> = {}): Promise<{ phone: string; lid: string }> {
      const { phone: number, lid } = await linking.pair(code, phone);
      return { phone: number, lid };
    },
    /** The next scan of this code is answered with a passkey challenge. */
    askPasskey: (qr: string): void => linking.askPasskey(qr),
    /** Who a number is: name, picture, LID, whether it has WhatsApp. */
    person: (id: string, changes: Partial<Person> = {}): Person => world.people.change(id, changes),
    unregister(...ids: string[]): void {
      for (const id of ids) world.people.change(id, { registered: false });
    },
    /** A message arrives, or is typed on the own phone. */
    receive: (own: string, arrival: Arrival): { id: string } => ({ id: arrive(world, account(own), arrival).id }),
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
