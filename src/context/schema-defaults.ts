import type { ValuePath } from '../model/event.ts';
import type { JsonObject, JsonValue, Value } from '../model/value.ts';
import { isJsonObject, resolveRef } from './schema.ts';

const withDefault = new WeakMap<JsonObject, boolean>();

/** Whether there is anything to fill in at all. */
export function hasDefaults(schema: JsonObject): boolean {
  const known = withDefault.get(schema);
  if (known !== undefined) return known;
  const found = JSON.stringify(schema).includes('"default":');
  withDefault.set(schema, found);
  return found;
}

/** The `default` that the schema has for a place in a value; absent where it has none there. */
export function defaultAt(schema: JsonObject, path: ValuePath): { readonly value: Value } | undefined {
  let at: readonly JsonObject[] = withReferred([schema], schema);
  for (const segment of path)
    at = withReferred(
      at.flatMap((one) => schemasInside(one, segment)),
      schema,
    );
  const found = at.find((one) => Object.hasOwn(one, 'default'));
  return found === undefined ? undefined : { value: found['default'] };
}

function schemasInside(schema: JsonObject, segment: string | number): JsonObject[] {
  const { properties, items, additionalProperties } = schema;
  const name = String(segment);
  const named = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
  return [...(typeof segment === 'number' ? [items] : []), named].filter(isJsonObject);
}

/** With what they refer to and what they combine. */
function withReferred(schemas: readonly JsonObject[], root: JsonObject): readonly JsonObject[] {
  const found = new Set<JsonObject>();
  const add = (schema: JsonValue | undefined): void => {
    if (!isJsonObject(schema) || found.has(schema)) return;
    found.add(schema);
    add(resolveRef(schema['$ref'], root));
    if (Array.isArray(schema['allOf'])) for (const part of schema['allOf'] as readonly JsonValue[]) add(part);
  };
  for (const schema of schemas) add(schema);
  return [...found];
}
