// Channels: enough to open one, write into it and see with which preview.
import { ChatModel, Msg, Newsletter, NewsletterMetadata } from './collections.js';
import { Model } from './models.js';
import { define } from './registry.js';
import { toWire } from './wire-form.js';
import { call } from './wire.js';
import { createWid } from './wid.js';

Newsletter.load = async (id) => {
  const wid = createWid(id);
  const metadata = NewsletterMetadata.add({ id: wid, membershipType: 'owner', creationTime: 0, name: `Channel ${wid.user}` });
  const chat = new ChatModel({ id: wid, t: 0, unreadCount: 0, name: metadata.name, muteExpiration: 0 });
  return chat.set('newsletterMetadata', metadata);
};
NewsletterMetadata.modelClass = class extends Model {};
NewsletterMetadata.update = async () => {};

async function sendNewsletterMessageJob({ msg }) {
  const { ack, t } = await call('send', { message: toWire(msg) });
  return { success: ack === 1, ack: { t }, serverId: Msg.length };
}

define('WAWebLoadNewsletterPreviewChatAction', { loadNewsletterPreviewChat: async () => {} });
define('WAWebMsgDataFromModel', { msgDataFromMsgModel: (message) => message.serialize() });
define('WAWebNewsletterUpdateMsgsRecordsJob', { addNewsletterMsgsRecords: async () => {}, updateNewsletterMsgRecord: async () => {} });
define('WAWebNewsletterSendMessageJob', { sendNewsletterMessageJob });
