import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { isIdempotent, roomOf } from './route.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable: `room.what`' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', required: ['path', 'message'], properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

/** The OpenAPI 3.1 document, made from the same objects that check the requests. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const schemas: Json = { Problem: PROBLEM };
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Waxwing', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
    },
  };
}

function operation(route: Route, schemas: Json): Json {
  const { method, path, spec } = route;
  const room = roomOf(path);
  const parameters = [
    ...fieldsOf(spec.params, 'path', schemas),
    ...fieldsOf(spec.query, 'query', schemas),
    ...(isIdempotent(route)
      ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } }]
      : []),
  ];
  return {
    operationId: `${method}${path.replace(/(^|\W+)(\w)/g, (_, __, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
    summary: spec.summary,
    tags: [room],
    'x-permission': spec.allow,
    ...(spec.allow === 'public' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(spec.body ? { requestBody: requestBody(route, schemas) } : {}),
    responses: responses(route, schemas),
  };
}

function fieldsOf(object: z.ZodObject | undefined, place: 'path' | 'query', schemas: Json): Json[] {
  if (!object) return [];
  const { properties = {}, required = [] } = jsonSchema(object, 'input', schemas) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
}

function requestBody({ spec }: Route, schemas: Json): Json {
  if (spec.multipart) {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' };
    const inParts = { schema: { type: 'object', properties: { file }, additionalProperties: true } };
    const raw = spec.multipart.raw ? { 'application/octet-stream': {} } : {};
    return { required: true, content: { 'multipart/form-data': inParts, ...raw } };
  }
  const body = spec.body as z.ZodType;
  return { required: !body.safeParse({}).success, content: { 'application/json': { schema: jsonSchema(body, 'input', schemas) } } };
}

function responses({ spec, path }: Route, schemas: Json): Json {
  const status = spec.status ?? (spec.answer === null ? 204 : 200);
  const content: Json = {};
  if (spec.answer) content['application/json'] = { schema: jsonSchema(spec.answer, 'output', schemas) };
  for (const type of spec.otherAnswers ?? []) content[type] = { schema: { type: 'string' } };
  const good = { description: STATUS_CODES[status] ?? '', ...(Object.keys(content).length > 0 ? { content } : {}) };
  const problems = [
    ...(spec.body || spec.query ? [422] : []),
    ...(spec.allow === 'public' ? [] : [401, 403]),
    ...(path.includes(':') ? [404] : []),
    429,
  ];
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return { [status]: good, ...Object.fromEntries(problems.map((each) => [each, { description: STATUS_CODES[each], content: problem }])) };
}

/** Schemas with an id (`.meta({ id: 'Client' })`) become components and are referred to by name. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = named(z.toJSONSchema(schema, { io, unrepresentable: 'any' }), schemas) as Json & { $defs?: Json };
  for (const [name, definition] of Object.entries($defs))
    schemas[name] = refersToItself(name, definition) ? {} : withComponentRefs(definition);
  const { id } = rest as { id?: string };
  if (!id) return withComponentRefs(rest) as Json;
  schemas[id] = withComponentRefs(rest);
  return { $ref: `#/components/schemas/${id}` };
}

// Only any JSON at all is made of itself, and that is said shorter by saying nothing.
function refersToItself(name: string, definition: unknown): boolean {
  return JSON.stringify(definition).includes(`#/$defs/${name}"`);
}

// zod calls what it shares inside one schema __schema0, __schema1 …; in one document these would be taken for one another.
function named(schema: object, schemas: Json): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('__schema', `Part${Object.keys(schemas).length}_`));
}

function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'id' || typeof (value as Json)[key] !== 'string')
      .map(([key, inner]) =>
        key === '$ref' && typeof inner === 'string'
          ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
          : [key, withComponentRefs(inner)],
      ),
  );
}
