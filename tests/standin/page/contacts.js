// People: who they are, whether they have WhatsApp, their other identity, pictures and the block list.
import { config } from './config.js';
import { Blocklist, Contact } from './collections.js';
import { pageError, serverError } from './errors.js';
import { Collection } from './models.js';
import { absent, define } from './registry.js';
import { me } from './socket.js';
import { call, mediaUrl, onNews } from './wire.js';
import { createWid, widOrNothing } from './wid.js';

// What the page has learnt of who is who; it asks the server for what it does not know.
const lids = new Map();
const phones = new Map();

export function learn({ phone, lid }) {
  if (!phone || !lid) return;
  lids.set(phone, lid);
  phones.set(lid, phone);
}

onNews('identity', (pair) => learn(pair));

const getCurrentLid = (wid) => widOrNothing(lids.get(String(wid)));
const getPhoneNumber = (wid) => widOrNothing(phones.get(String(wid)));

async function queryWidExists(wid) {
  const found = await call('queryExists', { id: String(wid) });
  if (!found) return null;
  learn(found);
  return { wid: createWid(wid.isLid() ? found.lid : found.phone), biz: found.business };
}

class PictureCollection extends Collection {
  async load(id) {
    const wid = createWid(id);
    const picture = await call('picture', { id: String(wid) });
    const img = picture && mediaUrl(picture);
    return { id: wid, img, imgFull: img, eurl: img };
  }
  add(given, options) {
    const model = super.add(given, options);
    return Object.assign(model, { canSet: () => true, canDelete: () => true });
  }
}
const ProfilePicThumb = new PictureCollection();

async function requestProfilePicFromServer({ id }) {
  const picture = await call('picture', { id: String(createWid(id)) });
  if (!picture) throw serverError(404);
  return { eurl: mediaUrl(picture), img: mediaUrl(picture), tag: picture };
}

/** Since the migration a block is kept by LID, and one by phone number is refused. */
async function changeBlock(contact, blocked) {
  if (config.changes.blocking && !contact?.id?.isLid()) {
    throw pageError('Error', '[blocklist] trying to block a pn contact without a chat');
  }
  const id = String(contact.id);
  await call('block', { id, blocked });
  if (blocked) Blocklist.add({ id: contact.id });
  else Blocklist.remove(id);
}

define('WAWebCollections', { ProfilePicThumb });
define('WAWebApiContact', {
  getCurrentLid,
  getPhoneNumber,
  getAlternateUserWid: (wid) => (wid.isLid() ? getPhoneNumber(wid) : getCurrentLid(wid)),
});
define('WAWebLidMigrationUtils', { toPn: (wid) => (wid?.isLid?.() ? getPhoneNumber(wid) : undefined), toLid: getCurrentLid });
define('WAWebQueryExistsJob', { queryWidExists });
define('WAWebContactProfilePicThumbBridge', {
  requestProfilePicFromServer,
  async sendSetPicture(wid, thumbnail, picture) {
    return call('setPicture', { id: String(wid), picture });
  },
  requestDeletePicture: (wid) => call('setPicture', { id: String(wid), picture: null }),
});
define('WAWebContactStatusBridge', {
  getStatus: ({ wid }) => call('about', { id: String(wid) }),
  setMyStatus: (about) => call('setAbout', { about }),
});
define('WAWebContactGetters', {
  getIsMe: ({ id }) => id.equals(me.phone) || id.equals(me.lid),
  getIsUser: ({ id }) => id.isUser(),
  getIsGroup: ({ id }) => id.isGroup(),
  getIsWAContact: ({ isWAContact }) => isWAContact ?? true,
  getUserid: ({ id, phoneNumber }) => (id.isLid() && phoneNumber ? phoneNumber.user : id.user),
  getVerifiedName: ({ verifiedName }) => verifiedName,
  getVerifiedLevel: ({ verifiedLevel }) => verifiedLevel,
  getStatusMute: () => false,
  getName: ({ name }) => name,
  getShortName: ({ name }) => name?.split(' ')[0],
  getPushname: ({ pushname }) => pushname,
  getIsEnterprise: ({ isEnterprise }) => isEnterprise ?? false,
});
define('WAWebFrontendContactGetters', { getIsMyContact: ({ isMyContact }) => isMyContact ?? false });
define('WAWebPhoneUtils', { formattedPhoneNumber: (id) => `+${id.split('@')[0]}` });
define('WAWebBlockContactAction', {
  blockContact: ({ contact }) => changeBlock(contact, true),
  unblockContact: (contact) => changeBlock(contact, false),
  updatePSAUserBlockingStatus: async () => {},
});
define('WAWebBlockContactUtils', {
  handleBlock: async () => {},
  handleUnblock: async () => {},
  getContactToBlockOnlyUseIfNoAssociatedChat(contact) {
    const lid = getCurrentLid(contact.id);
    return (lid && Contact.get(lid)) ?? contact;
  },
});
if (config.changes.blocking) absent('WAWebBlockContactUtils', 'getContactToBlockOnlyUseIfNoAssociatedChat');
