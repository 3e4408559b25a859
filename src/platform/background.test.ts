import { describe, expect, it } from '@jest/globals';
import { createBackground } from './background.ts';
import { createLog } from './log.ts';

function capture() {
  const lines: string[] = [];
  return { lines, log: createLog({ level: 'info', destination: { write: (line: string) => void lines.push(line) } }) };
}

function makeGate() {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('background work', () => {
  it('goes on after it was started, and settling waits for it', async () => {
    const background = createBackground(capture().log);
    const done: string[] = [];
    const gate = makeGate();
    expect(background.run('work', () => gate.promise.then(() => void done.push('work')))).toBe(true);
    const settled = background.settle();
    expect(done).toEqual([]);
    gate.resolve();
    await settled;
    expect(done).toEqual(['work']);
  });

  it('leaves out what comes while too much is under way, and takes more afterwards', async () => {
    const background = createBackground(capture().log, 1);
    const gate = makeGate();
    background.run('first', () => gate.promise);
    expect(background.run('second', async () => undefined)).toBe(false);
    gate.resolve();
    await background.settle();
    expect(background.run('third', async () => undefined)).toBe(true);
  });

  it('logs a failure instead of ending the process', async () => {
    const { log, lines } = capture();
    const background = createBackground(log);
    background.run('work', async () => {
      throw new Error('broken');
    });
    await background.settle();
    expect(lines.join('')).toContain('broken');
  });
});
