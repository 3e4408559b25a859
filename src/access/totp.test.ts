import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { fakeClock } from '../platform/testing/fake-clock.ts';
import { hashRecoveryCode, makeRecoveryCodes, newTotpSecret, totpUri, verifyTotp } from './totp.ts';

const STEP_MS = 30_000;
const secret = newTotpSecret();

function codeAt(time: Date): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: time.getTime() });
}

describe('a code of the authenticator', () => {
  it('agrees with the test vector of RFC 6238', () => {
    const rfcSecret = Secret.fromLatin1('12345678901234567890').base32;
    expect(verifyTotp(rfcSecret, '287082', null, new Date(59_000))).toBe(1);
  });

  it('is good for its step and the one before and after, and for no other', () => {
    const clock = fakeClock();
    const step = Math.floor(clock.now().getTime() / STEP_MS);
    for (const drift of [-1, 0, 1]) {
      const code = codeAt(new Date(clock.now().getTime() + drift * STEP_MS));
      expect(verifyTotp(secret, code, null, clock.now())).toBe(step + drift);
    }
    for (const drift of [-3, -2, 2, 3]) {
      const code = codeAt(new Date(clock.now().getTime() + drift * STEP_MS));
      expect(verifyTotp(secret, code, null, clock.now())).toBeNull();
    }
  });

  it('is good once, and so is none that is older', () => {
    const clock = fakeClock();
    const older = codeAt(new Date(clock.now().getTime() - STEP_MS));
    const code = codeAt(clock.now());
    const step = verifyTotp(secret, code, null, clock.now());
    expect(step).not.toBeNull();
    expect(verifyTotp(secret, code, step, clock.now())).toBeNull();
    expect(verifyTotp(secret, older, step, clock.now())).toBeNull();
    clock.advance(STEP_MS);
    expect(verifyTotp(secret, code, step, clock.now())).toBeNull();
    expect(verifyTotp(secret, codeAt(clock.now()), step, clock.now())).toBe((step ?? 0) + 1);
  });

  it('is six digits, and any other text is refused without a failure', () => {
    const clock = fakeClock();
    const code = codeAt(clock.now());
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^\d{1,9}$/)), (text) => {
        fc.pre(![-1, 0, 1].some((drift) => text === codeAt(new Date(clock.now().getTime() + drift * STEP_MS))));
        expect(verifyTotp(secret, text, null, clock.now())).toBeNull();
      }),
    );
    for (const text of [` ${code}`, `${code}\n`, `0${code}`, code.slice(1)]) expect(verifyTotp(secret, text, null, clock.now())).toBeNull();
  });
});

describe('enrolling', () => {
  it('gives each person a secret of 160 bits in an address that apps understand', () => {
    expect(newTotpSecret()).not.toBe(secret);
    expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
    const uri = new URL(totpUri(secret, 'ada+x@example.com'));
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain('ada+x@example.com');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'Waxwing', digits: '6', period: '30' });
  });
});

describe('recovery codes', () => {
  it('are ten, all different, easy to type', () => {
    const codes = [...makeRecoveryCodes(), ...makeRecoveryCodes()];
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){2}$/);
  });

  it('are stored without showing them, and found however they are typed', () => {
    const [code = '', other = ''] = makeRecoveryCodes();
    const stored = hashRecoveryCode(code);
    expect(stored).not.toContain(code.slice(0, 4));
    for (const typed of [code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `]) {
      expect(hashRecoveryCode(typed)).toBe(stored);
    }
    expect(hashRecoveryCode(other)).not.toBe(stored);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(hashRecoveryCode(text)).toMatch(/^[\w-]{43}$/)));
  });
});
