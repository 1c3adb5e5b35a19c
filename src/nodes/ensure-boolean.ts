import { WtbError } from '../model/errors.ts';
import type { Value } from '../model/value.ts';

/** @throws WtbError `node/expression` unless the value is true or false: nothing else counts as either. */
export function ensureBoolean(value: Value, of: { readonly expression: string; readonly path: string }): boolean {
  if (typeof value === 'boolean') return value;
  throw new WtbError({
    code: 'node/expression',
    message: `\`${of.expression}\` must give true or false; it gave ${describe(value)}.`,
    place: { path: of.path },
    remedy: 'Compare with something (`size > 0`), or use `$boolean(…)` or `$exists(…)`.',
    retryable: false,
  });
}

function describe(value: Value): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 60))}`;
  return typeof value === 'number' ? `the number ${value}` : `a value of type ${typeof value}`;
}
