import type { Request, RequestHandler, Response } from 'express';
import { hasBody } from './body.ts';
import { AppError } from './errors.ts';
import { sendProblem } from './problem.ts';

/** A body must be there within this time; an upload must bring this many bytes each time that it passes. */
export type BodyTimes = { withinMs: number; uploadBytes: number };

export type BodyTimer = {
  /** Stands before everything that may answer, since a body that nobody reads can trickle too. */
  middleware: RequestHandler;
  /** From here on the body is an upload, which may take long as long as it moves. */
  allowUpload: (request: Request) => void;
};

// 64 kB in half a minute is a fifth of what the slowest mobile network carries.
const BODY_TIMES: BodyTimes = { withinMs: 30_000, uploadBytes: 64 * 1024 };

/** Cuts off bodies that trickle in, so that nobody holds connections and memory for next to nothing. */
export function createBodyTimer(times: BodyTimes = BODY_TIMES): BodyTimer {
  const uploads = new WeakSet<Request>();
  return {
    middleware(request, response, next) {
      if (hasBody(request)) watch(request, response, times, () => uploads.has(request));
      next();
    },
    allowUpload: (request) => void uploads.add(request),
  };
}

function watch(request: Request, response: Response, { withinMs, uploadBytes }: BodyTimes, isUpload: () => boolean): void {
  const { socket } = request;
  let seen = socket.bytesRead;
  const timer = setTimeout(() => {
    if (request.complete) return;
    const arrived = socket.bytesRead - seen;
    seen = socket.bytesRead;
    if (isUpload() && arrived >= uploadBytes) timer.refresh();
    else if (response.headersSent) socket.destroy();
    else sendProblem(response, tooSlow());
  }, withinMs);
  request.once('close', () => clearTimeout(timer));
}

// Closed, because what still comes of the body would be taken for the next request.
const tooSlow = () =>
  new AppError({
    code: 'http.body_timeout',
    status: 408,
    detail: 'The body did not arrive in time.',
    headers: { Connection: 'close' },
  });
