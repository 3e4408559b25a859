import { Client } from 'pg';
import type { ClientConfig } from 'pg';

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

const WRONG_PASSWORD = '28P01';

/**
 * A client that logs in as one role. While the master key is being rotated the role's password may be derived from any of the keys,
 * whichever node started last; when one is refused, clients made from then on try the next.
 */
export function roleClient(connectionStrings: readonly string[]): typeof Client {
  let current = 0;
  return class RoleClient extends Client {
    readonly #tried = current;

    constructor(config?: ClientConfig) {
      super({ ...config, connectionString: connectionStrings[current] });
    }

    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      if (callback) {
        super.connect((error: Error | null, client?: Client) => {
          this.#note(error);
          (callback as (error: Error | null, client?: Client) => void)(error, client);
        });
        return;
      }
      return super.connect().catch((error: Error) => {
        this.#note(error);
        throw error;
      });
    }

    #note(error: (Error & { code?: string }) | null): void {
      if (error?.code === WRONG_PASSWORD && current === this.#tried) current = (current + 1) % connectionStrings.length;
    }
  };
}
