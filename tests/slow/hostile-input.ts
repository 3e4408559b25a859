import fc from 'fast-check';

// As the document has them; what is not known here counts as anything.
export type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
};

type Known = { schemas: Record<string, Schema>; ids: readonly string[] };

const DEEPEST = 4;
const LONGEST = 40;

const FORMATS: Record<string, fc.Arbitrary<unknown>> = {
  email: fc.constantFrom('ada@example.com', 'ADA@EXAMPLE.COM ', `${'a'.repeat(60)}@example.com`),
  'date-time': fc.constantFrom('2026-11-20T16:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59+14:00', '2026-02-30T25:61:00Z'),
  uri: fc.constantFrom('https://example.com/x', 'http://127.0.0.1:1/', 'http://[::1]/', 'https://example.com:99999/'),
};

// What a schema says in code and not in the document, so that bodies come past the first check.
const BY_NAME: Record<string, fc.Arbitrary<unknown>> = {
  email: fc.nat().map((number) => `somebody-${number}@example.com`),
  password: fc.constant('Zq7!unusual-Wing'),
  currentPassword: fc.constant('Zq7!unusual-Wing'),
  phoneNumber: fc.constant('+15551230001'),
  from: fc.constant('+15551230001'),
};

const WRONG = fc.oneof(
  fc.constantFrom<unknown>(null, '', ' ', 0, -1, 1.5, 1e308, 9007199254740992, true, [], {}, [[]], 'a\0b', '\ud800', '\u202e'),
  fc.constant('x'.repeat(100_000)),
  fc.constant(JSON.parse('{"__proto__": {"a": 1}, "constructor": {"prototype": 1}}') as unknown),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);

/** Bodies as the schema asks for, the same with a wrong value somewhere, and some that have nothing to do with it. */
export function hostileBody(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const fitting = fits(schema, known, 0);
  const bent = fc.tuple(fitting, fc.nat(), WRONG).map(([body, place, wrong]) => bend(body, place, wrong));
  return fc.oneof({ arbitrary: fitting, weight: 4 }, { arbitrary: bent, weight: 4 }, WRONG);
}

/** Texts for a parameter of a path or a query. */
export function hostileText(schema: Schema, known: Known): fc.Arbitrary<string> {
  const fitting = fits(schema, known, 0).map(String);
  return fc.oneof(
    { arbitrary: fitting, weight: 6 },
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('0', '-1', '..', '%00', 'null', '[object Object]', '1e999'),
  );
}

function fits(schema: Schema, known: Known, depth: number): fc.Arbitrary<unknown> {
  if (depth > DEEPEST) return fc.constant(null);
  const inner = (each: Schema) => fits(each, known, depth + 1);
  if (schema.$ref) return fits(known.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, known, depth);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? (Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : null);
  if (choices) return fc.oneof(...choices.map(inner));
  if (schema.allOf) return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts) as unknown);
  return plain(schema, known, inner);
}

function plain(schema: Schema, { ids }: Known, inner: (each: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { type, format = '', minLength = 0, maxLength = LONGEST, minItems = 0, maxItems = 3 } = schema;
  switch (type) {
    case 'string':
      if (format === 'uuid') return fc.constantFrom(...ids);
      return FORMATS[format] ?? fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, LONGEST)), unit: 'grapheme' });
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -5, -(2 ** 31)), max: Math.min(schema.maximum ?? 1_000_000, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: schema.minimum ?? -5, max: schema.maximum ?? 1_000_000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema.items ?? {}), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) });
    case 'object':
      return object(schema, inner);
    default:
      return fc.jsonValue();
  }
}

function object({ properties = {}, required = [], additionalProperties }: Schema, inner: (each: Schema) => fc.Arbitrary<unknown>) {
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, BY_NAME[name] ?? inner(each)])), {
    requiredKeys: required.filter((name) => name in properties),
  });
  if (typeof additionalProperties !== 'object') return known;
  const more = fc.dictionary(fc.string({ maxLength: 20 }), inner(additionalProperties), { maxKeys: 3 });
  return fc.tuple(more, known).map(([others, own]) => ({ ...others, ...own }));
}

/** One value somewhere in the body is another. */
function bend(body: unknown, place: number, wrong: unknown): unknown {
  if (body === null || typeof body !== 'object') return wrong;
  const names = Object.keys(body);
  const name = names[place % Math.max(names.length, 1)];
  if (name === undefined) return wrong;
  const value = (body as Record<string, unknown>)[name];
  const changed = place % 3 === 0 ? bend(value, Math.floor(place / 3), wrong) : wrong;
  return Array.isArray(body) ? body.map((each, index) => (String(index) === name ? changed : each)) : { ...body, [name]: changed };
}
