import { canonicalJson } from '../base/canonical-json.ts';
import { sha256Hex } from '../base/sha256.ts';
import { defaultLimits } from '../model/defaults.ts';
import { planHash, type PlanHash } from '../model/ids.ts';
import type { JsonObject } from '../model/value.ts';
import type { Plan, PlanContext, PlanEdge, PlanGraph, PlanNode } from '../model/plan.ts';

/**
 * Of everything that decides behaviour, in document order; labels, descriptions, positions and names stay out.
 * Tuples, because they need no sorting of keys: a plan may have 20,000 nodes. What a document does not use leaves no
 * trace, so that a plan made before there was such a thing keeps its hash.
 */
export function planHashOf(plan: Omit<Plan, 'hash'>): PlanHash {
  const { initial = {}, schema = {}, onInvalid = 'fail' } = plan.document.context ?? {};
  const { maxSteps, maxContextBytes, maxValueBytes, maxConcurrency } = plan.limits;
  const content = [
    plan.nodes.map(nodeContent),
    plan.edges.map(edgeContent),
    plan.starts,
    [maxSteps, maxContextBytes, maxValueBytes, maxConcurrency, ...furtherLimits(plan)],
    ...(plan.graphs.length > 1 ? [plan.graphs.map(graphContent)] : []),
  ];
  const context = {
    initial,
    schema,
    merge: Object.fromEntries(plan.merge),
    ...(onInvalid === 'fail' ? {} : { onInvalid }),
  };
  return planHash(sha256Hex(`wtb-plan/1\n${JSON.stringify(content)}\n${canonicalJson(context)}`));
}

function furtherLimits({ limits: { maxDepth, maxHistoryBytes } }: Pick<Plan, 'limits'>): number[] {
  const isDefault = maxDepth === defaultLimits.maxDepth && maxHistoryBytes === defaultLimits.maxHistoryBytes;
  return isDefault ? [] : [maxDepth, maxHistoryBytes];
}

function graphContent({ name, nodeCount, edgeCount, starts, context }: PlanGraph): unknown[] {
  return [name, nodeCount, edgeCount, starts, name === '' || context === undefined ? null : contextContent(context)];
}

function contextContent({ initial, schema = {}, merge, onInvalid }: PlanContext): string {
  return canonicalJson({ initial, schema, merge: Object.fromEntries(merge), onInvalid } satisfies JsonObject);
}

function edgeContent({ id, source, target, port, when, isDefault }: PlanEdge): unknown[] {
  return isDefault ? [id, source, target, port, when, 'default'] : [id, source, target, port, when];
}

function nodeContent(node: PlanNode): unknown[] {
  const { id, kind, active, input, output, reads, writes, split, timeoutMs, onError, effects } = node;
  const { maxAttempts, backoff, initialDelayMs, factor, maxDelayMs, jitter } = node.retry;
  return [
    [id, kind, active, input, output, reads, writes, split, timeoutMs, onError, effects],
    typeof node.join === 'string' ? node.join : node.join.first,
    [maxAttempts, backoff, initialDelayMs, factor, maxDelayMs, jitter],
    node.variants.map(({ variant, hash }) => [variant, hash]),
    ...furtherContent(node),
  ];
}

function furtherContent({ join, retry, deadlineMs, lock, compensate }: PlanNode): unknown[] {
  const cancels = typeof join === 'object' && join.cancel === true;
  const used =
    cancels || compensate >= 0 || [retry.on, retry.except, deadlineMs, lock].some((each) => each !== undefined);
  return used ? [[cancels, retry.on, retry.except, deadlineMs, lock, compensate]] : [];
}
