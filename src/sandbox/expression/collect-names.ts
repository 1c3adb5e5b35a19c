import type { ContextSnapshot } from '../../model/activation.ts';
import { WtbError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/value.ts';
import type { ExpressionAnalysis } from './analyse-expression.ts';

/** Which context keys an expression needs. The values are looked up by the caller, and `extra` goes beside them. */
export interface NeededNames {
  readonly keys: readonly string[];
}

/**
 * The context keys to hand to an expression, their reads recorded; names that `extra` has come from there.
 * @throws WtbError `context/missing-key` for a name that is nowhere and not inside `$exists(…)`
 */
export function collectNames(
  analysis: ExpressionAnalysis,
  context: ContextSnapshot,
  extra: JsonObject | undefined,
): NeededNames {
  const keys = new Set<string>();
  for (const { name, guarded, position } of analysis.names) {
    if (extra !== undefined && Object.hasOwn(extra, name)) continue;
    if (context.has(name)) keys.add(name);
    else if (!guarded) throw missingKey(name, position);
  }
  if (analysis.wholeContext) {
    const all = context.keys();
    context.recordReads(all, true);
    for (const key of all) keys.add(key);
  }
  return { keys: [...keys] };
}

const missingKey = (name: string, position: number): WtbError =>
  new WtbError({
    code: 'context/missing-key',
    message: `The expression names \`${name}\`, which the context does not have.`,
    place: { key: name, line: 1, column: position + 1 },
    remedy: `Write it in an earlier step, set it in the initial context, or ask \`$exists(${name})\` first.`,
    retryable: false,
  });
