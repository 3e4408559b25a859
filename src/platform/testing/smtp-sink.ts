import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** What a mail server was given: the envelope's recipient, the headers and the text as they came. */
export type SunkMail = { to: string; text: string };

export type SmtpSink = {
  url: string;
  mails: SunkMail[];
  /** The next recipients are refused with this line, or taken again. */
  refuse(line: string | null): void;
  /** Resolves as soon as so many mails have come. */
  until(count: number): Promise<SunkMail[]>;
  stop(): Promise<void>;
};

/** A mail server on loopback that keeps what it is given: just enough of RFC 5321. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const waiting: { count: number; resolve: (mails: SunkMail[]) => void }[] = [];
  const sockets = new Set<Socket>();
  const state = { refusal: null as string | null };
  const took = (mail: SunkMail) => {
    mails.push(mail);
    for (const { count, resolve } of waiting) if (mails.length >= count) resolve([...mails]);
  };
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy()));
    talk(socket, state, took);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse: (line) => void (state.refusal = line),
    until: (count) => (mails.length >= count ? Promise.resolve([...mails]) : new Promise((resolve) => waiting.push({ count, resolve }))),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function talk(socket: Socket, state: { refusal: string | null }, took: (mail: SunkMail) => void): void {
  let buffered = '';
  let to = '';
  let inData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? '';
    if (verb === 'DATA') inData = true;
    if (verb === 'RCPT' && state.refusal !== null) say(state.refusal);
    else say(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 ok');
  };
  say('220 sink');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    buffered += chunk;
    for (;;) {
      const end = inData ? '\r\n.\r\n' : '\r\n';
      const at = buffered.indexOf(end);
      if (at < 0) return;
      const part = buffered.slice(0, at);
      buffered = buffered.slice(at + end.length);
      if (!inData) command(part);
      else {
        inData = false;
        took({ to, text: part });
        say('250 kept');
      }
    }
  });
}
