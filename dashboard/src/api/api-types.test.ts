import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const script = 'scripts/api-types.mjs';
const typesOf = (document: unknown) => execFileSync('node', [script], { input: JSON.stringify(document), encoding: 'utf8' });
const schemaType = (schema: unknown) => {
  const [, type] = /type Schema_It = ([^]*?);\n\n/.exec(typesOf({ components: { schemas: { It: schema } } })) ?? [];
  return type?.replaceAll(/\s+/g, ' ');
};

describe('the types made from /openapi.json', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['integer', 'null'] }, 'number | null'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ enum: ['a', 2, null] }, '"a" | 2 | null'],
    [{ const: 'web' }, '"web"'],
    [{ type: 'array', items: { type: 'number' } }, 'Array<number>'],
    [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
    [{ type: 'object', additionalProperties: { type: 'boolean' } }, '{ [name: string]: boolean }'],
    [{ type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] }, "{ a: string; 'b-c'?: unknown; }"],
    [{ $ref: '#/components/schemas/Other' }, 'Schema_Other'],
    [{ allOf: [{ $ref: '#/components/schemas/Other' }, { type: 'object', properties: { a: {} } }] }, '(Schema_Other) & ({ a?: unknown; })'],
    [{ type: 'string', contentMediaType: 'application/octet-stream' }, 'Blob'],
    [{}, 'unknown'],
    [{ not: {} }, 'never'],
  ])('writes %j as %s', (schema, type) => {
    expect(schemaType(schema)).toBe(type);
  });

  it('writes a route with its parameters, body and answers', () => {
    const types = typesOf({
      paths: {
        '/v1/clients/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          patch: {
            parameters: [{ name: 'dry', in: 'query', schema: { type: 'boolean' } }],
            requestBody: { required: true, content: { 'application/json': { schema: { type: 'string' } } } },
            responses: { 204: { description: 'done' }, default: { $ref: '#/components/responses/Problem' } },
          },
        },
      },
      components: { responses: { Problem: { content: { 'application/problem+json': { schema: { type: 'object' } } } } } },
    }).replaceAll(/\s+/g, ' ');
    expect(types).toContain("'/v1/clients/{id}': { patch: { parameters: { path: { id: string; }; query?: { dry?: boolean; }; };");
    expect(types).toContain("requestBody: { content: { 'application/json': string; }; };");
    expect(types).toContain(
      "204: { content?: never }; default: { content: { 'application/problem+json': { [name: string]: unknown }; } };",
    );
  });

  it('cannot be ended early by a description', () => {
    expect(schemaType({ type: 'object', properties: { a: { description: 'x */ y' } } })).toBe('{ /** x *\\/ y */ a?: unknown; }');
  });
});
