export type FieldError = { path: string; message: string };

type Problem = { status: number; code: string; detail: string; requestId?: string; errors?: FieldError[]; retryAfterSeconds?: number };

/** What the server said no with, or `network` when it could not be asked. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly errors: FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.detail}`, options);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = problem.retryAfterSeconds;
  }
}

/** The error of an answer that was not a success; `body` is what the server sent, which a proxy in between may have replaced. */
export function apiErrorOf(response: Response, body: unknown): ApiError {
  const problem = isProblem(body) ? body : {};
  return new ApiError({
    status: response.status,
    code: problem.code ?? `http_${response.status}`,
    detail: problem.detail ?? problem.title ?? response.statusText,
    requestId: problem.requestId ?? response.headers.get('x-request-id') ?? undefined,
    errors: problem.errors,
    retryAfterSeconds: Number(response.headers.get('retry-after')) || undefined,
  });
}

/** The error of a request that never got an answer. */
export function networkError(cause: unknown): ApiError {
  return new ApiError({ status: 0, code: 'network', detail: '' }, { cause });
}

/** Whether asking again may help: the network, a proxy or the server failed, not the request. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

/** The messages of a refused form by field name, whichever way the server writes the path. */
export function fieldMessages(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.errors.map(({ path, message }) => [path.replace(/^(\/|body[./])+/, '').replaceAll('/', '.'), message]));
}

function isProblem(body: unknown): body is Partial<Problem> & { title?: string } {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
