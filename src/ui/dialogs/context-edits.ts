import { fromTaggedJson } from '../../context/tagged-json.ts';
import { validateJson } from '../../context/schema.ts';
import type { ContextEdit } from '../../model/command.ts';
import { toErrorInfo } from '../../model/errors.ts';
import type { JsonObject, JsonValue, Value } from '../../model/value.ts';
import { sameJson } from './swap-target.ts';

/** What is to become of keys; a value is in the tagged encoding. Keys that are not here stay as they are. */
export type PendingEdits = ReadonlyMap<string, PendingEdit>;
export type PendingEdit = { readonly type: 'set'; readonly json: JsonValue } | { readonly type: 'remove' };

/** The edits that turn one whole context (tagged) into another. */
export function editsBetween(before: JsonObject, after: JsonObject): PendingEdits {
  const edits = new Map<string, PendingEdit>();
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) edits.set(key, { type: 'remove' });
  for (const [key, json] of Object.entries(after)) {
    if (!Object.hasOwn(before, key) || !sameJson(before[key], json)) edits.set(key, { type: 'set', json });
  }
  return edits;
}

export function applyPending(before: JsonObject, edits: PendingEdits): JsonObject {
  const kept = Object.entries(before).filter(([key]) => !edits.has(key));
  const set = [...edits].flatMap(([key, edit]) => (edit.type === 'set' ? [[key, edit.json] as const] : []));
  return Object.fromEntries([...kept, ...set].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the engine takes them. Throws `WtbError` on a tag that is not one of the encoding's. */
export function toContextEdits(edits: PendingEdits): readonly ContextEdit[] {
  return [...edits].map(([key, edit]) =>
    edit.type === 'remove' ? { key, remove: true as const } : { key, value: fromTaggedJson(edit.json) },
  );
}

/** What the document's context schema has against the edits, by key; the engine checks again, with the whole context. */
export function schemaProblems(schema: JsonObject | undefined, edits: PendingEdits): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const written: [string, Value][] = [];
  const required = schema?.['required'];
  for (const [key, edit] of edits) {
    if (edit.type === 'remove') {
      if (Array.isArray(required) && required.includes(key)) problems.set(key, 'The schema needs this key.');
      continue;
    }
    try {
      written.push([key, fromTaggedJson(edit.json)]);
    } catch (thrown) {
      problems.set(key, toErrorInfo(thrown).message);
    }
  }
  if (schema === undefined) return problems;
  const { required: _, ...relaxed } = schema;
  for (const { path, message } of validateJson(relaxed, Object.fromEntries(written))) {
    const key = edits.has(path) ? path : (/^[^.[]*/.exec(path)?.[0] ?? '');
    if (!problems.has(key)) problems.set(key, path === key ? message : `${path}: ${message}`);
  }
  return problems;
}
