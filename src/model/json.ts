import type { JsonObject, JsonValue } from './value.ts';

/** Where a value stops being JSON, and what stands there. */
export interface NotJson {
  readonly path: (string | number)[];
  readonly found: string;
}

/** The first part of a value that is not JSON. Iterative: the depth of a document is not bounded here. */
export function findNotJson(value: unknown): NotJson | undefined {
  const open: { readonly value: unknown; readonly path: Path | undefined }[] = [{ value, path: undefined }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isJsonLeaf(next.value)) continue;
    const entries = entriesOf(next.value);
    if (entries === undefined) return { path: pathOf(next.path), found: describe(next.value) };
    for (const [part, child] of entries) open.push({ value: child, path: { part, parent: next.path } });
  }
  return undefined;
}

export const isJson = (value: unknown): value is JsonValue => findNotJson(value) === undefined;

export const isJsonObject = (value: unknown): value is JsonObject => isPlainObject(value) && isJson(value);

export function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

interface Path {
  readonly part: string | number;
  readonly parent: Path | undefined;
}

function pathOf(path: Path | undefined): (string | number)[] {
  const parts: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.parent) parts.push(at.part);
  return parts.reverse();
}

function isJsonLeaf(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function entriesOf(value: unknown): (readonly [string | number, unknown])[] | undefined {
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => [index, item] as const);
  return isPlainObject(value) ? Object.entries(value) : undefined;
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return typeof value;
  return `a ${value.constructor.name}`;
}
