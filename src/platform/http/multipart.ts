import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request } from 'express';
import { badRequest, tooLarge, wrongType } from './errors.ts';
import type { RouteSpec } from './route.ts';

/** A file as it arrived: on disk until the answer is sent, with what the sender claims about it. */
export type UploadedFile = { field: string; path: string; name: string; claimedType: string; sizeBytes: number; sha256: string };
export type Upload = { fields: Record<string, string>; files: UploadedFile[] };

type Limits = NonNullable<RouteSpec['multipart']>;

const MAX_FIELDS = 50;
const MAX_FIELD_BYTES = 64 * 1024;

/** Streams a multipart body, or where the route takes one a bare file, to disk while hashing it; disposing of the result removes the files. */
export async function readUpload(request: Request, limits: Limits, uploadDir: string) {
  const inParts = request.is('multipart/form-data');
  if (!inParts && !limits.raw) throw wrongType('http.unsupported_media_type', 'Send the body as multipart/form-data.');
  const dir = join(uploadDir, randomUUID());
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const content = await (inParts ? receive(request, limits, dir) : receiveRaw(request, limits, dir));
    return { content, fingerprint: fingerprintOf(content), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The body is the file itself; its name, where there is one, stands in `Content-Disposition`. */
async function receiveRaw(request: Request, { maxFileBytes }: Limits, dir: string): Promise<Upload> {
  const [name = '', claimedType = ''] = [nameIn(request.get('content-disposition')), request.get('content-type')];
  const file = await writeFile(request, join(dir, '0'), maxFileBytes);
  return { fields: {}, files: [{ field: 'file', name, claimedType, ...file }] };
}

function nameIn(disposition: string | undefined): string | undefined {
  const encoded = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  if (encoded === undefined) return plain;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return plain;
  }
}

async function receive(request: Request, { maxFileBytes, maxFiles }: Limits, dir: string): Promise<Upload> {
  const parser = openParser(request, { maxFileBytes, maxFiles });
  const fields: Record<string, string> = {};
  const writing: Promise<UploadedFile>[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    request.unpipe(parser);
    parser.destroy();
  };
  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) fail(tooLarge('http.field_too_large', `The field ${name} is too large.`));
    else fields[name] = value;
  });
  parser.on('file', (field, stream, { filename, mimeType }) => {
    const written = writeFile(stream, join(dir, String(writing.length)), maxFileBytes);
    written.catch(fail);
    writing.push(written.then((file) => ({ field, name: filename ?? '', claimedType: mimeType, ...file })));
  });
  parser.on('filesLimit', () => fail(tooLarge('http.too_many_files', `At most ${maxFiles} files at once.`)));
  parser.on('fieldsLimit', () => fail(tooLarge('http.too_many_fields', `At most ${MAX_FIELDS} fields at once.`)));
  await pipeline(request, parser).catch((error: Error) => fail(badRequest('http.bad_multipart', error.message)));
  const results = await Promise.allSettled(writing);
  if (failure) throw failure;
  return { fields, files: results.map((each) => (each as PromiseFulfilledResult<UploadedFile>).value) };
}

function openParser(request: Request, { maxFileBytes, maxFiles }: Limits): busboy.Busboy {
  try {
    const limits = { fileSize: maxFileBytes + 1, files: maxFiles, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES };
    return busboy({ headers: request.headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw badRequest('http.bad_multipart', 'The multipart body has no boundary.');
  }
}

async function writeFile(stream: Readable, path: string, maxBytes: number) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(sizeBytes > maxBytes ? tooLarge('http.file_too_large', `The file is larger than ${maxBytes} bytes.`) : null, chunk);
    },
  });
  await pipeline(stream, measure, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  return { path, sizeBytes, sha256: hash.digest('hex') };
}

// What two uploads must share to count as the same body: boundaries and temporary paths differ every time.
function fingerprintOf({ fields, files }: Upload): unknown {
  return { fields, files: files.map(({ field, name, sha256 }) => ({ field, name, sha256 })) };
}
