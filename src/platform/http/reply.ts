import type { Readable } from 'node:stream';

type ReplyParts = { status?: number; headers?: Record<string, string>; type?: string; body?: Buffer | string | Readable };

/** An answer that is not plain JSON: a picture, a file, a stream, or JSON with another status. */
export class Reply {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  readonly type: string | undefined;
  readonly body: Buffer | string | Readable | undefined;

  constructor({ status, headers = {}, type, body }: ReplyParts) {
    this.status = status;
    this.headers = headers;
    this.type = type;
    this.body = body;
  }
}
