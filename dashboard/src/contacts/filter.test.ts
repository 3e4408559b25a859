import { describe, expect, it } from '@jest/globals';
import { filterOf, groupOf, newGroup } from './filter.ts';
import type { FieldKind, Group } from './filter.ts';

const kindOf = (field: string): FieldKind => (field === 'attributes.size' ? 'number' : field === 'blocked' ? 'flag' : 'text');

describe('a segment as it is built', () => {
  const group: Group = {
    join: 'any',
    parts: [
      { field: 'attributes.size', op: 'gt', value: '38' },
      {
        join: 'all',
        parts: [
          { field: 'blocked', op: 'isNot', value: '' },
          { field: 'attributes.plan', op: 'exists', value: '' },
        ],
      },
    ],
  };

  it('is sent with values of the right type and comes back as it was', () => {
    const filter = filterOf(group, kindOf);
    expect(filter).toEqual({
      any: [
        { field: 'attributes.size', op: 'gt', value: 38 },
        {
          all: [
            { field: 'blocked', op: 'isNot', value: true },
            { field: 'attributes.plan', op: 'exists' },
          ],
        },
      ],
    });
    expect(filterOf(groupOf(filter) as Group, kindOf)).toEqual(filter);
  });

  it('asks for everybody as long as nothing is filled in', () => {
    expect(filterOf(newGroup(), kindOf)).toEqual({ all: [] });
    expect(filterOf({ join: 'any', parts: [{ join: 'all', parts: [] }] }, kindOf)).toEqual({ all: [] });
  });

  it('says so when the builder cannot show a filter', () => {
    expect(groupOf({ not: { all: [] } })).toBeNull();
    expect(groupOf({ all: [{ field: 'tag', op: 'anyOf', value: ['a'] }] })).toBeNull();
  });
});
