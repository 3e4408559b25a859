import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { lookup } from 'mime-types';
import { wrongType } from '../../platform/http/errors.ts';

const TYPE_MISMATCH = 'media.type_mismatch';
const UNKNOWN = 'application/octet-stream';
const PLAIN_TEXT = 'text/plain';

// Names that mean the same bytes: what one program calls this, another calls that.
const SAME: readonly (readonly string[])[] = [
  ['image/jpeg', 'image/jpg', 'image/pjpeg'],
  ['image/png', 'image/apng', 'image/x-png'],
  ['audio/mpeg', 'audio/mp3', 'audio/x-mpeg', 'audio/mpeg3'],
  ['audio/aac', 'audio/x-aac', 'audio/aacp'],
  ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  ['audio/amr', 'audio/amr-nb', 'audio/3gpp'],
  ['audio/ogg', 'audio/opus', 'video/ogg', 'application/ogg'],
  ['video/mp4', 'audio/mp4', 'audio/x-m4a', 'video/x-m4v', 'video/quicktime', 'application/mp4'],
  ['video/3gpp', 'video/3gpp2', 'audio/3gpp', 'video/mp4'],
  ['video/webm', 'audio/webm', 'video/matroska', 'video/x-matroska'],
  ['video/vnd.avi', 'video/x-msvideo', 'video/avi'],
  ['application/zip', 'application/x-zip-compressed', 'application/x-zip', 'application/java-archive'],
  ['application/gzip', 'application/x-gzip'],
  ['application/x-rar-compressed', 'application/vnd.rar', 'application/x-rar'],
  ['application/rtf', 'text/rtf'],
  ['text/vcard', 'text/x-vcard', 'text/directory'],
  ['application/x-cfb', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint', 'application/vnd.ms-outlook'],
];

// Text that a browser would run: never called text/plain, always a download.
const MARKUP = /<(?:!doctype|html|head|body|script|svg|iframe|object|embed|xml|\?xml|\w+:svg|math|style|link|meta|a\s|img)/i;
const READ_FOR_TEXT_BYTES = 64 * 1024;

/** What a file is by its own bytes. The sender's claims decide nothing, but one that contradicts them is refused. */
export async function typeOf(file: { path: string; name: string; claimedType: string }): Promise<string> {
  const detected = bare((await fileTypeFromFile(file.path))?.mime);
  const hints = [bare(file.claimedType), bare(lookup(file.name) || undefined)].filter((hint) => hint !== null && hint !== UNKNOWN);
  // XML is told from its first line only; whether it is a drawing, a feed or a document says nothing about its danger.
  const known = detected === 'application/xml' ? null : detected;
  for (const hint of hints as string[]) if (!fits(hint, known)) throw mismatch(hint, known);
  if (known === null) return textOrUnknown(file.path);
  return ownName(known, hints[0] ?? null);
}

function fits(hint: string, known: string | null): boolean {
  if (known === null) return !/^(image|audio|video)\//.test(hint);
  return hint === known || SAME.some((names) => names.includes(hint) && names.includes(known));
}

/** MP4 and Ogg hold sound or pictures: there the sender knows which, and both names are true. */
function ownName(known: string, hint: string | null): string {
  const first = (type: string) => SAME.find((names) => names.includes(type))?.[0] ?? type;
  if (known === 'audio/x-m4a') return 'audio/mp4';
  if (known === 'image/apng') return 'image/png';
  if (known === 'video/mp4' && (hint === 'audio/mp4' || hint === 'audio/x-m4a')) return 'audio/mp4';
  if (first(known) === 'audio/ogg') return known === 'video/ogg' ? 'video/ogg' : 'audio/ogg';
  return known;
}

function mismatch(hint: string, known: string | null) {
  const found = known === null ? 'no such file' : known;
  return wrongType(TYPE_MISMATCH, `It is called ${hint}, but its bytes are ${found}.`);
}

const bare = (type: string | undefined): string | null => type?.split(';')[0]?.trim().toLowerCase() || null;

async function textOrUnknown(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(READ_FOR_TEXT_BYTES), 0, READ_FOR_TEXT_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    // What was read may end in the middle of a character, which has four bytes at most.
    const cuts = bytesRead < READ_FOR_TEXT_BYTES ? [0] : [0, 1, 2, 3];
    const isText = cuts.some((cut) => isUtf8(bytes.subarray(0, bytesRead - cut)));
    return !isText || bytes.includes(0) || MARKUP.test(bytes.toString('utf8')) ? UNKNOWN : PLAIN_TEXT;
  } finally {
    await handle.close();
  }
}
