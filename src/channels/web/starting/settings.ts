import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ChannelError } from '../../errors.ts';
import type { BrowserSettings } from '../browser/browser.ts';

/** What the server's configuration says for every web client. */
export type WebSettings = BrowserSettings & {
  /** The build of WhatsApp Web to run in place of the live one. */
  webVersion: string | null;
  /** Holds `<version>.html`. */
  webVersionDir: string | null;
};

/** What a client's own settings may say: another pinned build, or null for the live one. */
const OwnSettings = z.object({
  webVersion: z
    .string()
    .regex(/^\d[\w.-]{0,63}$/)
    .nullable()
    .optional(),
});

export type PinnedBuild = { version: string; folder: string };

/** The build that this client is pinned to, which must be there; null for whatever WhatsApp serves today. */
export async function pinnedBuild(settings: WebSettings, own: Record<string, unknown> = {}): Promise<PinnedBuild | null> {
  const wish = OwnSettings.safeParse(own);
  if (!wish.success) throw missing('The setting `webVersion` of this client is not the name of a build, such as 2.3000.1048112233.');
  const version = wish.data.webVersion === undefined ? settings.webVersion : wish.data.webVersion;
  if (version === null) return null;
  const folder = settings.webVersionDir;
  if (folder === null) throw missing('A build of WhatsApp Web is pinned, and WA_WEB_VERSION_DIR does not say where it lies.');
  const file = join(folder, `${version}.html`);
  if (!(await stat(file).catch(() => null))?.isFile()) throw missing(`The pinned build of WhatsApp Web is not there: ${file}.`);
  return { version, folder };
}

function missing(detail: string): ChannelError {
  return new ChannelError('not_sent', 'build_missing', detail);
}
