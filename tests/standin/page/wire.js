// The way to the process that plays WhatsApp's server: calls by fetch, news by EventSource.
import { config } from './config.js';
import { pageError, serverError } from './errors.js';

const RETRY_MS = 100;
const PATIENCE_MS = 60_000;

const page = crypto.randomUUID();
const handlers = new Map();

/** Says what to do with one kind of news; whatever a handler throws is the page's error, not the stream's. */
export function onNews(kind, handler) {
  handlers.set(kind, handler);
}

/** Asks the server, until it answers or patience ends; a refusal is thrown as WhatsApp Web throws it. */
export async function call(method, parameters = {}) {
  const answer = await askUntilAnswered(JSON.stringify({ page, method, parameters }));
  if (answer.ok) return answer.value;
  if (answer.status) throw serverError(answer.status, answer.text);
  throw pageError('Error', answer.text ?? 'the server did not answer');
}

/** A broken connection is no answer: what is asked waits for the next one. */
async function askUntilAnswered(question) {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await post('/call', question);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Reports without waiting for an answer. */
export function tell(method, parameters) {
  void call(method, parameters).catch(() => {});
}

/** Hands bytes to the server, which keeps them as they are. */
export async function upload(bytes) {
  return (await post('/media', bytes)).value;
}

/** The bytes that the server keeps under this path; an expired one is a 404. */
export async function download(path) {
  const response = await fetch(`${config.origin}${path}`);
  if (response.ok) return response.arrayBuffer();
  throw Object.assign(pageError('MediaError', `media answered ${response.status}`), { status: response.status });
}

export function mediaUrl(path) {
  return `${config.origin}${path}`;
}

/** Opens the stream of news and keeps it open; `onOpen` and `onLost` are told each time. */
export function listen(device, { onOpen, onLost }) {
  const stream = new EventSource(`${config.origin}/stream?page=${page}&device=${device ?? ''}`);
  stream.addEventListener('open', onOpen);
  stream.addEventListener('error', onLost);
  stream.addEventListener('message', ({ data }) => {
    const { kind, ...news } = JSON.parse(data);
    handlers.get(kind)?.(news);
  });
  return stream;
}

async function post(path, body) {
  // As text/plain, or the browser asks for permission first.
  const response = await fetch(`${config.origin}${path}`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
  return response.json();
}
