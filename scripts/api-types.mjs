// Writes the TypeScript types of an OpenAPI 3.1 document in the shape that openapi-fetch reads.
//   node scripts/api-types.mjs openapi.json > dashboard/src/api/api.generated.ts
//   curl -s http://127.0.0.1:3000/openapi.json | node scripts/api-types.mjs > …
import { readFileSync } from 'node:fs';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const simpleTypes = { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' };

const document = JSON.parse(readFileSync(process.argv[2] ?? 0, 'utf8'));
process.stdout.write(fileOf(document));

function fileOf({ paths = {}, components = {} }) {
  const schemas = Object.entries(components.schemas ?? {});
  return [
    '// Made by scripts/api-types.mjs from /openapi.json; do not edit.',
    '',
    // Aliases of their own, because a schema may contain itself and a property's type may not.
    ...schemas.map(([name, schema]) => `type ${alias(name)} = ${typeOf(schema)};\n`),
    `export interface paths ${block(Object.entries(paths).map(([path, item]) => `${key(path)}: ${pathItem(item)};`))}`,
    '',
    `export interface components ${block([`schemas: ${block(schemas.map(([name]) => `${key(name)}: ${alias(name)};`))};`])}`,
    '',
  ].join('\n');
}

function pathItem(item) {
  const operations = methods.filter((method) => item[method]);
  return block(operations.map((method) => `${method}: ${operationOf(resolve(item[method]), item.parameters ?? [])};`));
}

function operationOf(operation, shared) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map(resolve);
  const lines = [`parameters: ${parametersOf([...new Map(parameters.map((each) => [`${each.in} ${each.name}`, each])).values()])};`];
  if (operation.requestBody) {
    const body = resolve(operation.requestBody);
    lines.push(`requestBody${body.required ? '' : '?'}: ${block([`content: ${contentOf(body.content)};`])};`);
  }
  lines.push(`responses: ${responsesOf(operation.responses ?? {})};`);
  return block(lines);
}

function parametersOf(parameters) {
  const places = [...new Set(parameters.map((parameter) => parameter.in))];
  return block(
    places.map((place) => {
      const here = parameters.filter((parameter) => parameter.in === place);
      const members = here.map((parameter) => member(parameter.name, parameter.schema, parameter.required));
      return `${place}${here.some((parameter) => parameter.required) ? '' : '?'}: ${block(members)};`;
    }),
  );
}

function responsesOf(responses) {
  return block(
    Object.entries(responses).map(([status, response]) => {
      const { content } = resolve(response);
      return `${key(status)}: { ${content ? `content: ${contentOf(content)}` : 'content?: never'} };`;
    }),
  );
}

function contentOf(content = {}) {
  return block(Object.entries(content).map(([mimeType, { schema }]) => member(mimeType, schema, true)));
}

function typeOf(schema) {
  if (schema === undefined || schema === true) return 'unknown';
  if (schema === false || (schema.not && Object.keys(schema.not).length === 0)) return 'never';
  if (schema.$ref) return referenceOf(schema.$ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  const parts = (schema.allOf ?? []).map(typeOf);
  for (const choices of [schema.oneOf, schema.anyOf]) if (choices) parts.push(union(choices.map(typeOf)));
  const own = ownType(schema);
  if (own !== 'unknown' || parts.length === 0) parts.push(own);
  return parts.length === 1 ? parts[0] : parts.map((part) => `(${part})`).join(' & ');
}

function ownType(schema) {
  const types = [schema.type ?? (schema.properties ? 'object' : (schema.items ?? schema.prefixItems) ? 'array' : [])].flat();
  if (types.length === 0) return 'unknown';
  return union(types.map((type) => (type === 'object' ? objectOf(schema) : type === 'array' ? arrayOf(schema) : simpleOf(schema, type))));
}

function simpleOf(schema, type) {
  const binary = type === 'string' && (schema.format === 'binary' || schema.contentMediaType === 'application/octet-stream');
  return binary ? 'Blob' : simpleTypes[type];
}

function arrayOf({ prefixItems, items }) {
  if (!prefixItems) return `Array<${typeOf(items)}>`;
  return `[${[...prefixItems.map(typeOf), ...(items ? [`...Array<${typeOf(items)}>`] : [])].join(', ')}]`;
}

function objectOf({ properties = {}, required = [], additionalProperties }) {
  const names = Object.keys(properties);
  const rest = additionalProperties ? `{ [name: string]: ${typeOf(additionalProperties)} }` : null;
  if (names.length === 0) return rest ?? (additionalProperties === false ? 'Record<string, never>' : '{ [name: string]: unknown }');
  const known = block(names.map((name) => member(name, properties[name], required.includes(name))));
  return rest ? `(${known} & ${rest})` : known;
}

function member(name, schema, required) {
  const about = schema?.description ? `/** ${schema.description.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */\n` : '';
  return `${about}${key(name)}${required ? '' : '?'}: ${typeOf(schema)};`;
}

function referenceOf(pointer) {
  const steps = pointer.split('/').slice(1).map(unescapePointer);
  const [components, schemas, name, ...inner] = steps;
  const named = components === 'components' && schemas === 'schemas' && inner.length === 0;
  return named ? alias(name) : typeOf(at(steps));
}

function resolve(value) {
  return value.$ref ? resolve(at(value.$ref.split('/').slice(1).map(unescapePointer))) : value;
}

function at(steps) {
  return steps.reduce((node, step) => node[step], document);
}

function unescapePointer(step) {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

function alias(name) {
  return `Schema_${name.replaceAll(/\W/g, '_')}`;
}

function union(types) {
  const distinct = [...new Set(types)];
  return distinct.length === 0 ? 'never' : distinct.join(' | ');
}

function key(name) {
  return /^([A-Za-z_$][\w$]*|\d+)$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`;
}

function block(lines) {
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n').replaceAll(/^/gm, '  ')}\n}`;
}
