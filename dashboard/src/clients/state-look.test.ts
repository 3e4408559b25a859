import { describe, expect, it } from '@jest/globals';
import { nextStep, stateLooks } from './state-look.ts';

describe('the look of states', () => {
  it('gives no two tones the same shape', () => {
    const tones = new Map<string, Set<string>>();
    for (const { tone, shape } of Object.values(stateLooks)) tones.set(shape, (tones.get(shape) ?? new Set()).add(tone));
    expect([...tones.values()].every((of) => of.size === 1)).toBe(true);
  });
});

describe('the next step', () => {
  it('is to link what waits for a person', () => {
    expect(nextStep({ state: 'awaiting_scan', desiredState: 'running' })).toBe('link');
  });

  it('is to start what failed or was stopped', () => {
    expect(nextStep({ state: 'failed', desiredState: 'running' })).toBe('start');
    expect(nextStep({ state: 'stopped', desiredState: 'stopped' })).toBe('start');
  });

  it('is nothing where the machine is at work', () => {
    expect(nextStep({ state: 'stopped', desiredState: 'running' })).toBeNull();
    expect(nextStep({ state: 'ready', desiredState: 'running' })).toBeNull();
  });
});
