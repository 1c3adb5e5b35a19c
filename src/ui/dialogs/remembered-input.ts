import type { JsonValue } from '../../model/value.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { JsonObject } from '../../model/value.ts';
import { isObject } from '../forms/form-schema.ts';
import { activeVariant } from '../workbench/labels.ts';

/** Inputs larger than this (a dropped file, say) are asked again instead of being kept in the page's small store. */
const mostCharacters = 100_000;
const keyOf = (workflow: string): string => `wtb.input.${workflow}`;

/** The page's small store; `undefined` where the browser refuses even to name it. */
export function pageStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** What was typed the last time this workflow ran, if anything. */
export function recallInput(storage: Pick<Storage, 'getItem'> | undefined, workflow: string): JsonValue | undefined {
  try {
    const text = storage?.getItem(keyOf(workflow));
    return text === null || text === undefined ? undefined : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

export function rememberInput(
  storage: Pick<Storage, 'setItem' | 'removeItem'> | undefined,
  workflow: string,
  input: JsonValue,
): void {
  const text = JSON.stringify(input);
  try {
    if (text.length > mostCharacters) storage?.removeItem(keyOf(workflow));
    else storage?.setItem(keyOf(workflow), text);
  } catch {
    // A full or refused store costs the memory of the last input, nothing else.
  }
}

/** One schema for all `input` nodes of a document: the form asks once for what all of them need. */
export function inputSchema(document: GraphDocument): JsonObject {
  const schemas = document.nodes
    .filter(({ kind }) => kind === 'input')
    .map((node) => activeVariant(node)?.config?.['schema'])
    .filter(isObject);
  const [only] = schemas;
  if (schemas.length === 1 && only !== undefined) return only;
  const properties = schemas.flatMap((schema) =>
    Object.entries(isObject(schema['properties']) ? schema['properties'] : {}),
  );
  const required = schemas.flatMap((schema) =>
    Array.isArray(schema['required']) ? (schema['required'] as string[]) : [],
  );
  return { type: 'object', properties: Object.fromEntries(properties), required: [...new Set(required)] };
}
