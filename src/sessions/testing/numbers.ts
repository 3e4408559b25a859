import type { Db } from '../../platform/db/db.ts';
import { until } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';

export type EventSeen = {
  type: string;
  data: { client: { state: string; reason: string | null; phoneNumber: string | null } } & Record<string, unknown>;
};
export type Numbers = ReturnType<typeof numbersOf>;

/** Fast enough not to be waited for; a code still lasts for a second. */
export const FAST = 60;

/** What tests do with sandbox numbers, through the API of one server. */
export function numbersOf(api: Api, db: Db) {
  const show = async (id: string) => (await api.get(`/v1/clients/${id}`)).body;
  const ask = (id: string, what: string): Promise<Answer> => api.post(`/v1/clients/${id}/${what}`, {});

  /** Waits for a state and gives back the client as it is shown then. */
  async function reaches(id: string, state: string, timeoutMs?: number) {
    let client = await show(id);
    await until(async () => {
      client = await show(id);
      return client.state === state;
    }, timeoutMs).catch((error: Error) => {
      throw new Error(`The client did not become ${state}; it is ${JSON.stringify(client)}`, { cause: error });
    });
    return client;
  }

  async function created(faults: object = { speed: FAST }): Promise<string> {
    const { id } = (await api.post('/v1/clients', { name: 'Shop', channel: 'sandbox' })).body;
    await api.put(`/v1/clients/${id}/sandbox/faults`, faults);
    return id;
  }

  /** Shows its code, which stays for long. */
  async function waiting(): Promise<string> {
    const id = await created({ speed: 1 });
    await ask(id, 'start');
    await reaches(id, 'awaiting_scan');
    return id;
  }

  async function linked(): Promise<string> {
    const id = await waiting();
    await api.put(`/v1/clients/${id}/sandbox/faults`, { speed: FAST });
    await ask(id, 'sandbox/scan');
    await reaches(id, 'ready');
    return id;
  }

  return {
    show,
    ask,
    reaches,
    created,
    waiting,
    linked,
    faults: (id: string, faults: object) => api.put(`/v1/clients/${id}/sandbox/faults`, faults),
    isLinked: async (id: string) =>
      ((
        await db.asSystem('test', (tx) =>
          tx.maybe<{ value: unknown }>(`select value from channel_store where client_id = $1 and key = 'link'`, [id]),
        )
      )?.value ?? null) !== null,
    events: (id: string) =>
      db.asSystem('test', (tx) => tx.query<EventSeen>('select type, data from events where client_id = $1 order by id', [id])),
    row: (id: string) => db.asSystem('test', (tx) => tx.maybe<ClientSeen>('select * from clients where id = $1', [id])),
    change: (id: string, assignments: string) =>
      db.asSystem('test', (tx) => tx.execute(`update clients set ${assignments} where id = $1`, [id])),
  };
}

type ClientSeen = {
  state: string;
  reason: string | null;
  desiredState: string;
  unlink: string | null;
  phoneNumber: string | null;
  leaseNode: string | null;
  fence: number;
  restarts: number;
  nextStartAt: Date | null;
  stateSince: Date;
};
