// What a linked number sets for itself, and what a page of this build has but a server never needs.
import { BusinessProfile } from './collections.js';
import { define, requireModule } from './registry.js';
import { call } from './wire.js';
import { createWid } from './wid.js';

const downloads = { audio: true, documents: true, photos: true, videos: true, offlineNotifications: true };

const switches = (name, title) => ({
  [`getAutoDownload${title}`]: () => downloads[name],
  async [`setAutoDownload${title}`](flag) {
    downloads[name] = flag;
  },
});
define('WAWebUserPrefsGeneral', {
  ...switches('audio', 'Audio'),
  ...switches('documents', 'Documents'),
  ...switches('photos', 'Photos'),
  ...switches('videos', 'Videos'),
});
define('WAWebUserPrefsNotifications', {
  getGlobalOfflineNotifications: () => downloads.offlineNotifications,
  async setGlobalOfflineNotifications(flag) {
    downloads.offlineNotifications = flag;
  },
});
define('WAWebApiDeviceList', {
  getDeviceIds: async (wids) => wids.map((wid) => ({ id: wid, devices: [{ id: 0 }, { id: 1 }] })),
});
define('WAWebGenerateEventCallLink', {
  createEventCallLink: async (start, kind) => `https://call.whatsapp.com/${kind}/${crypto.randomUUID().replaceAll('-', '').slice(0, 22)}`,
});
define('WAWebSaveContactAction', {
  saveContactAction: ({ phoneNumber, firstName, lastName }) =>
    call('saveContact', { phone: phoneNumber, name: [firstName, lastName].filter(Boolean).join(' ') }),
});
define('WAWebDeleteContactAction', {
  deleteContactAction: ({ phoneNumber }) => call('deleteContact', { phone: String(createWid(phoneNumber)) }),
});
define('WAPhoneFindCC', { findCC: (number) => String(number).slice(0, 1) });
define('WAWebBizGatingUtils', { smbNotesV1Enabled: () => false });
define('WAWebDrawerManager', { DrawerManager: { closeDrawerRight: async () => {} } });
define('WAWebChatMessageSearch', { getSearchContext: async () => ({}) });
define('WAWebL10N', { getRegion: () => 'US' });
define('WAWebNewsletterGatingUtils', { isNewsletterCreationEnabled: () => false });
BusinessProfile.load = async (id) => ({ id, profileOptions: null, tag: requireModule('WAWebWidFactory').createWid(id).user });
