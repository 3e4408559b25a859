import { pino } from 'pino';
import { isError, maskText, maskValue } from './log-mask.ts';

export type Log = pino.Logger;

type LogOptions = { level: string; destination?: pino.DestinationStream };

/** JSON lines on stdout; every object, error and message is masked before it is written (see log-mask.ts). */
export function createLog({ level, destination = pino.destination({ dest: 1, sync: true }) }: LogOptions): Log {
  const log = pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // maskValue has already made plain objects of errors.
      serializers: { err: (error: unknown) => error },
      // The hook, not `formatters.log`: it also sees the message and what is put into it with %s.
      hooks: {
        logMethod(parts, method) {
          method.apply(this, maskParts(parts) as Parameters<typeof method>);
        },
      },
    },
    destination,
  );
  return maskChildren(log);
}

function maskParts([first, ...rest]: unknown[]): unknown[] {
  // A number here is part of the message (%d), where a phone number can hide.
  const masked = rest.map((part) => (typeof part === 'number' ? maskText(String(part)) : maskValue(part)));
  if (isError(first)) return [{ err: maskValue(first) }, ...(masked.length > 0 ? masked : [maskText(first.message)])];
  return [maskValue(first), ...masked];
}

type Child = (this: Log, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) => Log;

/** pino has no hook for the fields of a child; children inherit this method, so those of their children are masked too. */
function maskChildren(log: Log): Log {
  const unmasked: unknown = Reflect.get(log, 'child');
  const child = unmasked as Child;
  const maskedChild: Child = function (bindings, options) {
    return child.call(this, maskValue(bindings) as pino.Bindings, options);
  };
  Reflect.set(log, 'child', maskedChild);
  return log;
}
