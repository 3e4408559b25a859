import type { z } from 'zod';
import { recordAudit } from '../../access/access.ts';
import type { Tx } from '../../platform/db/db.ts';
import { conflict, notFound, unprocessable } from '../../platform/http/errors.ts';
import type { OwnCall } from '../../platform/http/route.ts';
import { deleteField, insertFields, listFields } from './people.sql.ts';
import type { FieldType } from './people.sql.ts';
import type { NewField } from './people.schema.ts';

export type Value = string | number | boolean;
type Given = Record<string, Value | null>;

const MOST_FIELDS = 100;
const DAY = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;

export async function showFields({ tx }: { tx: Tx }) {
  return { data: await listFields(tx) };
}

export async function createField({ tx, body, ...call }: OwnCall & { body: z.output<typeof NewField> }) {
  await refuseTooMany(tx, 1);
  if ((await insertFields(tx, [body])) === 0) throw conflict('contacts.field_exists', 'There is a field of this name already.');
  await recordAudit(tx, call, {
    action: 'contacts.create_field',
    target: { type: 'contact_field', id: null },
    changes: { type: { to: body.type } },
  });
  return (await listFields(tx)).find(({ name }) => name === body.name) ?? missing();
}

/** Its values go with it. */
export async function removeField({ tx, params, ...call }: OwnCall & { params: { name: string } }): Promise<void> {
  if (!(await deleteField(tx, params.name))) missing();
  await recordAudit(tx, call, { action: 'contacts.delete_field', target: { type: 'contact_field', id: null } });
}

const missing = (): never => {
  throw notFound('contacts');
};

/** Attributes with those that were given changed: each of its field's type; a field that is new is made, of the type of its first value. */
export async function changedAttributes(tx: Tx, before: Record<string, Value>, given: Given): Promise<Record<string, Value>> {
  const after = { ...before };
  if (Object.keys(given).length === 0) return after;
  const known = await settledFields(tx, given);
  const errors = [];
  for (const [name, value] of Object.entries(given)) {
    const type = known.get(name);
    if (value === null) delete after[name];
    else if (type && fits(type, value)) after[name] = value;
    else errors.push({ path: `attributes.${name}`, message: `must be a ${type ?? 'text'}` });
  }
  if (errors.length > 0) throw unprocessable(errors);
  return after;
}

async function settledFields(tx: Tx, given: Given): Promise<Map<string, FieldType>> {
  const typesOf = async () => new Map((await listFields(tx)).map(({ name, type }) => [name, type]));
  const known = await typesOf();
  const fresh = Object.entries(given).flatMap(([name, value]) =>
    value === null || known.has(name) ? [] : [{ name, type: typeOf(value) }],
  );
  if (fresh.length === 0) return known;
  await refuseTooMany(tx, fresh.length);
  await insertFields(tx, fresh);
  return typesOf();
}

export async function refuseTooMany(tx: Tx, more: number): Promise<void> {
  if ((await listFields(tx)).length + more > MOST_FIELDS)
    throw unprocessable([{ path: 'attributes', message: `There can be ${MOST_FIELDS} custom fields; delete one that is not used.` }]);
}

const typeOf = (value: Value): FieldType => (typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean'));

/** Whether a value is of this type; a date is a day, with or without a time. */
export function fits(type: FieldType, value: Value): boolean {
  if (type === 'date') return typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value));
  return typeOf(value) === type;
}
