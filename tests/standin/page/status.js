// Status posts: text by what it looks like, media as a message of its own.
import { config } from './config.js';
import { Msg, MsgModel, Status } from './collections.js';
import { pageError } from './errors.js';
import { absent, define } from './registry.js';
import { me } from './socket.js';
import { toWire } from './wire-form.js';
import { call } from './wire.js';
import { createWid, MsgKey } from './wid.js';

const STATUS = createWid('status@broadcast');

async function post(message) {
  await call('send', { message: toWire(message) });
  message.set('ack', 1);
  Msg.add(message);
  return { messageSendResult: 'OK', msg: message };
}

async function sendStatusTextMsgAction({ color, font, text }) {
  const own = config.changes.statusSending ? me.lid : me.phone;
  const id = new MsgKey({ from: own, to: STATUS, id: await MsgKey.newId(), participant: own, selfDir: 'out' });
  const t = Math.floor(Date.now() / 1000);
  return post(
    new MsgModel({
      id,
      type: 'chat',
      body: text,
      from: own,
      to: STATUS,
      author: own,
      self: 'out',
      ack: 0,
      t,
      backgroundColor: color,
      font,
    }),
  );
}

/** Takes one object since the middle of 2026, and nobody but LIDs in it. */
async function sendStatusMediaMsgAction(given) {
  if (!config.changes.statusSending) return post(given);
  const { mediaMsgData, beforeSend } = given;
  const { id, from, author } = { id: mediaMsgData.id, ...mediaMsgData };
  for (const wid of [id.participant, from, author]) {
    if (!wid?.isLid()) throw pageError('Error', 'status messages are sent by LID');
  }
  await beforeSend?.();
  return post(mediaMsgData instanceof MsgModel ? mediaMsgData : new MsgModel(mediaMsgData));
}

Status.getMyStatus = () => {
  const own = Msg.filter(({ id }) => id.fromMe && id.remote.isStatus());
  return own.length > 0 ? { id: STATUS, msgs: own } : undefined;
};

define('WAWebSendStatusMsgAction', { sendStatusTextMsgAction, sendStatusMediaMsgAction });
define('WAWebStatusGatingUtils', { canCheckStatusRankingPosterGating: () => false });
if (config.changes.statusSending) absent('WAWebStatusGatingUtils', 'canCheckStatusRankingPosterGating');
define('WAWebRevokeStatusAction', { sendStatusRevokeMsgAction: (status, message) => call('revoke', { id: String(message.id) }) });
