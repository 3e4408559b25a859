import { describe, expect, it } from '@jest/globals';
import { channelErrorReasons, ChannelError, disconnectReasons } from '../channels/channels.ts';
import { nextActionOf } from '../clients/states.ts';
import { reasonOfFailedStart } from './ended.ts';

describe('a start that the channel refused', () => {
  it('is tried again unless that cannot help', () => {
    const final = channelErrorReasons.filter(
      (reason) => reasonOfFailedStart(new ChannelError('not_sent', reason, 'No.')) !== 'start_failed',
    );
    expect(final).toEqual(['account_blocked', 'unauthorized', 'browser_missing', 'build_missing', 'proxy_failed', 'page_incompatible']);
    expect(reasonOfFailedStart(new ChannelError('not_sent', 'account_blocked', 'No.'))).toBe('tos_block');
    expect(reasonOfFailedStart(new ChannelError('not_supported', 'not_supported', 'No.'))).toBe('not_supported');
  });
});

describe('a session that ended for good', () => {
  it('says what a person can do about it, whatever the reason', () => {
    const final = Object.entries(disconnectReasons).filter(([, { retry }]) => !retry);
    const actions = final.map(([reason]) => [reason, nextActionOf({ state: 'failed', desiredState: 'stopped', reason })]);
    expect(Object.fromEntries(actions)).toEqual({
      page_incompatible: 'see_logs',
      browser_missing: 'see_logs',
      build_missing: 'see_logs',
      unauthorized: 'start_and_scan',
      logged_out: 'start_and_scan',
      qr_expired: 'start_and_scan',
      passkey_unanswered: 'start_and_scan',
      tos_block: 'contact_whatsapp',
      proxy_block: 'check_proxy',
    });
  });

  it('says that nothing is left to do once it is wished running again', () => {
    for (const state of ['failed', 'stopped'] as const)
      expect(nextActionOf({ state, desiredState: 'running', reason: 'logged_out' })).toBe('wait');
  });
});
