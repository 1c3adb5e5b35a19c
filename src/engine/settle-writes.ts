import { emptyContext } from '../context/context-version.ts';
import type { ContextVersion, WrittenBy } from '../context/context-version.ts';
import { enforceSchema } from '../context/enforce-schema.ts';
import type { OnInvalid, RejectedWrite } from '../context/enforce-schema.ts';
import { createSnapshot } from '../context/snapshot.ts';
import { storeValue } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { beginWrites } from '../context/write-set.ts';
import type { ApplyWrites, MergeQuestion, WriteConflict, WriteOutcome, WritesUnderWay } from '../context/write-set.ts';
import type { ContextLimits } from '../context/context-limits.ts';
import type { ExpressionEvaluator } from '../model/activation.ts';
import { toErrorInfo, WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import type { MergeRule } from '../model/graph-document.ts';
import type { ActivationPath } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { JsonObject, Value } from '../model/value.ts';

/** What holds for writes to one context: the document's own, or that of a graph that declares one. */
export interface WriteRules {
  readonly merge: ReadonlyMap<string, MergeRule>;
  readonly schema: JsonObject | undefined;
  readonly onInvalid: OnInvalid;
  readonly limits: ContextLimits;
}

export interface SettleWrites extends Pick<ApplyWrites, 'base' | 'current' | 'writeSet'> {
  readonly by: WrittenBy & { readonly path: ActivationPath };
  readonly rules: WriteRules;
}

export type SettledWrites =
  | {
      readonly type: 'settled';
      readonly context: ContextVersion;
      readonly changes: readonly ContextChange<StoredValue>[];
      readonly conflicts: readonly WriteConflict[];
      readonly rejected: readonly RejectedWrite[];
    }
  | { readonly type: 'refused'; readonly error: ErrorInfo; readonly conflicts: readonly WriteConflict[] };

const rootRules = new WeakMap<Plan, WriteRules>();

/** Of the outermost context. */
export function rootRulesOf(plan: Plan): WriteRules {
  const known = rootRules.get(plan);
  if (known !== undefined) return known;
  const { schema, onInvalid = 'fail' } = plan.document.context ?? {};
  const rules: WriteRules = { merge: plan.merge, schema, onInvalid, limits: plan.limits as ContextLimits };
  rootRules.set(plan, rules);
  return rules;
}

/**
 * Merges a write set onto the head: by the merge rules, evaluating those that are expressions, then by the schema.
 * Synchronous unless an expression is evaluated elsewhere; never throws or rejects.
 */
export function settleWrites(
  request: SettleWrites,
  expressions: ExpressionEvaluator,
): SettledWrites | Promise<SettledWrites> {
  const { base, current, writeSet, by, rules } = request;
  const under = beginWrites({ base, current, writeSet, by, rules: rules.merge, limits: rules.limits });
  const outcome = drive(under, under.next(), expressions);
  return outcome instanceof Promise ? outcome.then((merged) => fitted(merged, request)) : fitted(outcome, request);
}

type Step = WriteOutcome | MergeQuestion;

/** Answers what a merge asks until it has an outcome. */
function drive(
  under: WritesUnderWay,
  first: Step,
  expressions: ExpressionEvaluator,
): WriteOutcome | Promise<WriteOutcome> {
  let step = first;
  while (step.type === 'asks') {
    const asked = step;
    try {
      const given = evaluate(asked, expressions);
      if (given instanceof Promise) return driveLater(under, asked, { given, expressions });
      step = under.next(answerOf(asked, given));
    } catch (thrown) {
      return refusedBy(asked, thrown);
    }
  }
  return step;
}

async function driveLater(
  under: WritesUnderWay,
  asked: MergeQuestion,
  { given, expressions }: { readonly given: Promise<Value>; readonly expressions: ExpressionEvaluator },
): Promise<WriteOutcome> {
  try {
    return await drive(under, under.next(answerOf(asked, await given)), expressions);
  } catch (thrown) {
    return refusedBy(asked, thrown);
  }
}

const noNames = createSnapshot(emptyContext);

function evaluate({ key, path, expression, current, value }: MergeQuestion, expressions: ExpressionEvaluator) {
  // A name without a value is one that `$exists` denies; one that is not there at all would be an error.
  const names = { key, path: path ?? [], value, current: current.found ? current.value : undefined };
  return expressions.evaluate(expression, noNames, names as JsonObject);
}

function answerOf({ key }: MergeQuestion, value: Value): StoredValue {
  if (value !== undefined) return storeValue(value, { key });
  throw new WtbError({
    code: 'context/merge',
    message: `The merge rule of \`${key}\` gives nothing.`,
    place: { key },
    remedy: 'Let the expression give a value in every case, `null` where there is none.',
  });
}

function refusedBy({ key }: MergeQuestion, thrown: unknown): WriteOutcome {
  const error = toErrorInfo(thrown);
  const message = error.message.startsWith('The merge rule of')
    ? error.message
    : `Merge rule of \`${key}\`: ${error.message}`;
  return { type: 'refused', error: { ...error, message, place: { ...error.place, key } }, conflicts: [] };
}

const noRejected: readonly RejectedWrite[] = [];

/** What a merge came to, brought under the schema. */
export function fitted(
  merged: WriteOutcome,
  { current, by, rules }: Pick<SettleWrites, 'current' | 'by' | 'rules'>,
): SettledWrites {
  if (merged.type === 'refused') return merged;
  const { context, changes, conflicts } = merged;
  const { schema, onInvalid, limits } = rules;
  if (schema === undefined) return { type: 'settled', context, changes, conflicts, rejected: noRejected };
  const outcome = enforceSchema({ schema, onInvalid, current, context, changes, by, limits });
  if (outcome.type === 'broken') return { type: 'refused', error: outcome.error, conflicts };
  return { ...outcome, type: 'settled', conflicts };
}
