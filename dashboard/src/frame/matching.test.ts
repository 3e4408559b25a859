import { describe, expect, it } from '@jest/globals';
import { matching } from './matching.ts';

const entries = [
  { group: 'pages', label: 'Team' },
  { group: 'numbers', label: 'Wholesale', hint: '+4930' },
  { group: 'numbers', label: 'Sales', hint: '+4940' },
  { group: 'numbers', label: 'São Paulo' },
];
const found = (search: string) => matching(entries, search).map(({ label }) => label);

describe('searching the palette', () => {
  it('shows everything in its order at first', () => {
    expect(found('')).toEqual(['Team', 'Wholesale', 'Sales', 'São Paulo']);
  });

  it('puts what begins with the search first within its group', () => {
    expect(found('sal')).toEqual(['Sales', 'Wholesale']);
  });

  it('finds numbers by their phone number', () => {
    expect(found('4940')).toEqual(['Sales']);
  });

  it('asks for every word and overlooks case and accents', () => {
    expect(found('PAULO sao')).toEqual(['São Paulo']);
    expect(found('sao team')).toEqual([]);
  });
});
