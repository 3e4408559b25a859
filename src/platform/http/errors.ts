export type FieldError = { path: string; message: string };

type AppErrorParts = {
  code: string;
  status: number;
  detail: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
};

/** A failure whose words are meant for the caller; everything else becomes a bare 500 at the edge. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor({ code, status, detail, errors, headers = {}, cause }: AppErrorParts) {
    super(`${code}: ${detail}`, { cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }
}

export const badRequest = (code: string, detail: string) => new AppError({ code, status: 400, detail });
export const unauthorized = (code: string, detail: string, headers: Record<string, string> = {}) =>
  new AppError({ code, status: 401, detail, headers: { 'WWW-Authenticate': 'Bearer', ...headers } });
export const forbidden = (code: string, detail: string) => new AppError({ code, status: 403, detail });
export const notFound = (room: string) =>
  new AppError({ code: `${room}.not_found`, status: 404, detail: 'There is nothing here under this id that you may see.' });
export const conflict = (code: string, detail: string) => new AppError({ code, status: 409, detail });
export const gone = (code: string, detail: string) => new AppError({ code, status: 410, detail });
export const tooLarge = (code: string, detail: string) => new AppError({ code, status: 413, detail });
export const wrongType = (code: string, detail: string) => new AppError({ code, status: 415, detail });
export const unprocessable = (errors: FieldError[], code = 'validation.failed', detail = 'Some fields are missing or wrong.') =>
  new AppError({ code, status: 422, detail, errors });
export const tooMany = (code: string, detail: string, retryAfterSeconds: number) =>
  new AppError({ code, status: 429, detail, headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) } });
export const notSupported = (code: string, detail: string) => new AppError({ code, status: 501, detail });
export const unavailable = (code: string, detail: string, retryAfterSeconds = 1, cause?: unknown) =>
  new AppError({ code, status: 503, detail, headers: { 'Retry-After': String(retryAfterSeconds) }, cause });
