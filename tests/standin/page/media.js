// Files: made ready, uploaded, and fetched again. Nothing is really encrypted, but nothing is given without its keys.
import { config } from './config.js';
import { MsgModel } from './collections.js';
import { pageError } from './errors.js';
import { Model } from './models.js';
import { define } from './registry.js';
import { download, upload } from './wire.js';

const THUMBNAIL_PX = 72;

/** The bytes of files that this page has seen whole, by hash. */
const seen = new Map();

class OpaqueData {
  constructor(blob, mimetype) {
    this._blob = blob;
    this._mimetype = mimetype;
  }
  static async createFromData(data, mimetype) {
    return new OpaqueData(data instanceof OpaqueData ? data._blob : data, mimetype);
  }
  get size() {
    return this._blob.size;
  }
  type() {
    return this._mimetype;
  }
  url() {
    return URL.createObjectURL(this._blob);
  }
  autorelease() {}
  formData() {
    return this._blob;
  }
  forceToBlob() {
    return this._blob;
  }
}

class MediaDataModel extends Model {
  static hidden = new Set(['mediaBlob', 'renderableUrl']);

  initialize() {
    // It came with a property of its base class that it never fills.
    if (config.changes.mediaModel) Object.defineProperty(this, '__x_id', { value: undefined, enumerable: true, writable: true });
  }
  serialize() {
    const { id: _id, ...rest } = super.serialize();
    return rest;
  }
}

/** Works out what a file is sent as. */
function kindOf(mimetype, { asSticker, asDocument, isPtt }) {
  if (asSticker) return 'sticker';
  if (asDocument) return 'document';
  const kind = mimetype.split('/')[0];
  if (kind === 'audio') return isPtt ? 'ptt' : 'audio';
  return kind === 'image' || kind === 'video' ? kind : 'document';
}

async function hashOf(blob) {
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

async function thumbnailOf(blob) {
  try {
    const image = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(THUMBNAIL_PX, THUMBNAIL_PX);
    canvas.getContext('2d').drawImage(image, 0, 0, THUMBNAIL_PX, THUMBNAIL_PX);
    const small = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.5 });
    const text = String.fromCharCode(...new Uint8Array(await small.arrayBuffer()));
    return { preview: btoa(text), fullWidth: image.width, fullHeight: image.height };
  } catch {
    // Not a picture that this browser can draw: it goes without.
    return {};
  }
}

async function prepare(opaque, given) {
  const blob = opaque.forceToBlob();
  const mimetype = opaque.type() || 'application/octet-stream';
  const type = kindOf(mimetype, given);
  const filehash = await hashOf(blob);
  seen.set(filehash, await blob.arrayBuffer());
  return new MediaDataModel({
    type,
    mimetype,
    filehash,
    size: blob.size,
    mediaBlob: opaque,
    mediaStage: 'RESOLVED',
    isGif: type === 'video' && Boolean(given.asGif),
    ...(type === 'document' ? { filename: blob.name } : {}),
    ...(type === 'image' ? await thumbnailOf(blob) : {}),
  });
}

class MediaObject {
  contentInfo = {};
  constructor(filehash) {
    this.filehash = filehash;
  }
  consolidate({ type, size, mimetype }) {
    Object.assign(this, { type, size, mimetype });
  }
}
const objects = new Map();
function getOrCreateMediaObject(filehash) {
  if (!objects.has(filehash)) objects.set(filehash, new MediaObject(filehash));
  return objects.get(filehash);
}

async function store(bytes) {
  const directPath = await upload(bytes);
  const mmsUrl = `https://mmg.whatsapp.net${directPath}`;
  return {
    directPath,
    mmsUrl,
    url: mmsUrl,
    deprecatedMms3Url: mmsUrl,
    mediaKey: randomText(),
    mediaKeyTimestamp: Math.floor(Date.now() / 1000),
  };
}
const randomText = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));

async function uploadMedia({ mediaObject }) {
  const stored = await store(seen.get(mediaObject.filehash));
  return {
    kind: 'success',
    mediaEntry: { ...stored, encFilehash: randomText(), uploadHash: randomText(), sidecar: undefined, handle: randomText() },
  };
}

async function downloadAndMaybeDecrypt({ directPath, filehash, mediaKey, mimetype, type }) {
  if (seen.has(filehash)) return seen.get(filehash).slice(0);
  if (!directPath || !mediaKey || !type) throw pageError('MediaError', 'there is no key to this file');
  if (config.changes.mediaTypes && !mimetype) throw pageError('MediaError', 'cannot decrypt media without its mimetype');
  return download(directPath);
}

Object.defineProperties(MsgModel.prototype, {
  mediaData: {
    configurable: true,
    get() {
      if (!this.directPath) return undefined;
      this.ownMediaData ??= { mediaStage: seen.has(this.filehash) ? 'RESOLVED' : 'INIT', type: this.type, mimetype: this.mimetype };
      return this.ownMediaData;
    },
  },
  mediaObject: {
    configurable: true,
    get() {
      return this.directPath ? getOrCreateMediaObject(this.filehash) : undefined;
    },
  },
  downloadMedia: {
    configurable: true,
    async value() {
      this.mediaData.mediaStage = 'FETCHING';
      try {
        await download(this.directPath);
        this.mediaData.mediaStage = 'RESOLVED';
      } catch {
        this.mediaData.mediaStage = 'ERROR_MISSING';
      }
    },
  },
  avParams: { configurable: true, value: () => ({}) },
});

define('WAWebMediaOpaqueData', OpaqueData);
define('WAWebPrepRawMedia', { prepRawMedia: (opaque, given) => ({ waitForPrep: () => prepare(opaque, given) }) });
define('WAWebMediaStorage', { getOrCreateMediaObject });
define('WAWebMmsMediaTypes', {
  msgToMediaType: ({ type, isGif }) => (isGif ? 'gif' : type),
  castToV4: (type) => type,
});
define('WAWebMediaDataUtils', { shouldUseMediaCache: () => true });
define('WAWebMediaInMemoryBlobCache', { InMemoryMediaBlobCache: { put() {}, get() {} } });
define('WAWebMediaMmsV4Upload', { uploadMedia, uploadUnencryptedMedia: uploadMedia });
define('WAMediaCalculateFilehash', { getRandomFilehash: async () => randomText() });
define('WAWebUploadManager', {
  async encryptAndUpload({ blob, mediaKey }) {
    return { ...(await store(await blob.arrayBuffer())), mediaKey, mimetype: blob.type, encFilehash: randomText() };
  },
});
define('WAWebStartMediaUploadQpl', { startMediaUploadQpl: () => ({}) });
define('WAWebDownloadManager', { downloadManager: { downloadAndMaybeDecrypt } });
define('WAWebImageUtils', {
  async toWebpSticker(file) {
    const image = await createImageBitmap(file);
    const canvas = new OffscreenCanvas(512, 512);
    canvas.getContext('2d').drawImage(image, 0, 0, 512, 512);
    return canvas.convertToBlob({ type: 'image/webp' });
  },
});
define('WAWebMediaUpdateMsg', () => {});
