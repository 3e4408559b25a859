import type { PageWindow } from '../page/whatsapp.ts';
import type { Repair, Verdict } from './repair.ts';

declare const window: PageWindow;

/** Since spring 2026 the ranking question is gone from status sends, and the media action takes one object with hidden identities. */
export const statusSends: Repair = { name: 'status_sends', row: 2, required: false, apply: reshapeInPage };

function reshapeInPage(): Verdict {
  const gating = window.require('WAWebStatusGatingUtils');
  const action = window.require('WAWebSendStatusMsgAction');
  const send = action.sendStatusMediaMsgAction;
  const asks = typeof gating.canCheckStatusRankingPosterGating === 'function';
  if (typeof send !== 'function') return { verdict: 'failed', detail: 'there is no action for status media' };
  if ('reshapes' in send) return { verdict: 'took' };
  if (asks && send.length >= 2) return { verdict: 'not_needed' };
  if (send.length === 0) return { verdict: 'failed', detail: 'the action for status media takes nothing' };

  if (!asks) gating.canCheckStatusRankingPosterGating = () => false;
  if (send.length >= 2) return { verdict: 'took' };
  const { msgDataFromMsgModel } = window.require('WAWebMsgDataFromModel');
  const { getMaybeMeLidUser } = window.require('WAWebUserPrefsMeUser');
  const reshaping = (...args: unknown[]) => {
    if (args.length === 1) return send(args[0]);
    const lid = getMaybeMeLidUser();
    const mediaMsgData = { ...msgDataFromMsgModel(args[0]), ...(lid && { from: lid, author: lid, participant: lid }) };
    return send({ mediaMsgData, beforeSend: async () => undefined, funnelContext: undefined });
  };
  action.sendStatusMediaMsgAction = Object.assign(reshaping, { reshapes: true });
  return { verdict: 'took' };
}
