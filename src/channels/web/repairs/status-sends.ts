import { firstTouch, textOf } from '../page/parts.ts';
import type { MsgKey, PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** Since spring 2026 the ranking question is gone from status sends, and the media action takes one object with hidden identities. */
export const statusSends: Repair = { name: 'status_sends', row: 2, required: false, apply: reshapeInPage };

async function reshapeInPage(): Promise<Verdict> {
  const gating = window.require('WAWebStatusGatingUtils');
  const action = window.require('WAWebSendStatusMsgAction');
  const send = action.sendStatusMediaMsgAction;
  if (typeof send !== 'function') return { verdict: 'failed', detail: 'there is no action for status media' };
  if ('reshapes' in send) return { verdict: 'took' };
  const asks = typeof gating.canCheckStatusRankingPosterGating === 'function';
  if (!asks) gating.canCheckStatusRankingPosterGating = () => false;
  const touched = await firstTouch((argument) => send(argument));
  if (touched === '') return { verdict: 'failed', detail: 'the action for status media takes nothing' };
  if (!/^(mediaMsgData|beforeSend|funnelContext)$/.test(touched)) return { verdict: asks ? 'not_needed' : 'took' };

  const Key = window.require('WAWebMsgKey');
  const reshaping = (...args: unknown[]) => {
    if (args.length === 1) return send(args[0]);
    const lid = window.require('WAWebUserPrefsMeUser').getMaybeMeLidUser();
    const data = window.require('WAWebMsgDataFromModel').msgDataFromMsgModel(args[0]);
    const { id, remote } = data['id'] as MsgKey;
    const to = window.require('WAWebWidFactory').createWid(textOf(remote) ?? '');
    const hidden = lid && {
      id: new Key({ from: lid, to, id, participant: lid, selfDir: 'out' }),
      from: lid,
      author: lid,
      participant: lid,
    };
    return send({ mediaMsgData: { ...data, ...hidden }, beforeSend: async () => undefined, funnelContext: undefined });
  };
  action.sendStatusMediaMsgAction = Object.assign(reshaping, { reshapes: true });
  return { verdict: 'took' };
}
