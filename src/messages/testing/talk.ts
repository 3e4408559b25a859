import type { Db } from '../../platform/db/db.ts';
import { until } from '../../platform/testing/api.ts';
import type { Answer, Api } from '../../platform/testing/api.ts';
import { numbersOf } from '../../sessions/testing/numbers.ts';

export type Talk = ReturnType<typeof talkOf>;
type Told = { type: string; data: Answer['body'] };

/** What tests of messages do, through the API of one server. */
export function talkOf(api: Api, db: Db) {
  const numbers = numbersOf(api, db);
  const show = async (id: string) => (await api.get(`/v1/messages/${id}`)).body;

  /** A linked number that nothing holds back. */
  async function linked(faults: object = {}): Promise<string> {
    const id = await numbers.linked();
    await api.put(`/v1/clients/${id}/safety`, { enabled: false });
    await numbers.faults(id, { ackDelayMs: 0, ...faults });
    return id;
  }

  return {
    numbers,
    show,
    linked,
    text: (clientId: string, to: string, body: string, more: object = {}): Promise<Answer> =>
      api.post('/v1/messages', { clientId, to, type: 'text', text: { body }, ...more }),
    arrives: (clientId: string, message: object): Promise<Answer> => api.post(`/v1/clients/${clientId}/sandbox/messages`, message),
    sent: async (clientId: string) => (await api.get(`/v1/clients/${clientId}/sandbox/sent`)).body.data,
    /** Waits for a status and gives back the message as it is shown then. */
    async reaches(id: string, status: string) {
      let message = await show(id);
      await until(async () => {
        message = await show(id);
        return message.status === status;
      }).catch((error: Error) => {
        throw new Error(`The message did not become ${status}; it is ${JSON.stringify(message)}`, { cause: error });
      });
      return message;
    },
    told: (clientId: string, type = '%') =>
      db.asSystem('test', (tx) =>
        tx.query<Told>(`select type, data from events where client_id = $1 and type like $2 and type not like 'client.%' order by id`, [
          clientId,
          type,
        ]),
      ),
    messages: async (clientId: string) => (await api.get(`/v1/messages?clientId=${clientId}&limit=200`)).body.data.toReversed(),
  };
}
