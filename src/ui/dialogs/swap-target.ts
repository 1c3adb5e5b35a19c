import { nodeInPlan } from '../../model/graph-names.ts';
import { variantAsEmbedded } from '../../graph/embedded-references.ts';
import { workflowReference } from '../../graph/version-pins.ts';
import type { DebugState } from '../../debugger/debug-state.ts';
import type { SwapTarget } from '../../model/command.ts';
import type { ExecutionStatus } from '../../model/execution.ts';
import type { GraphDocument, Variant } from '../../model/graph-document.ts';
import { type NodeId, variantId } from '../../model/ids.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';

/** Statuses in which an execution stands still, so that a variant can be swapped in. */
export const canSwap = (status: ExecutionStatus | undefined): boolean =>
  status === 'paused' || status === 'interrupted' || status === 'failed' || status === 'completed';

/** Whether the variant is not (or no longer) what the execution's own document has under that id. */
export function isEditedSince(pinned: GraphDocument | undefined, node: string, variant: Variant): boolean {
  if (pinned === undefined) return false;
  const original = nodeInPlan(pinned, node)?.variants?.find(({ id }) => id === variant.id);
  return original === undefined || !sameJson(original.config ?? {}, pinnedConfig(pinned, node, variant));
}

/** A variant's config as the execution would have it: a workflow to which it refers is one of the graphs there. */
export function pinnedConfig(pinned: GraphDocument | undefined, node: string, variant: Variant): JsonObject {
  if (pinned === undefined) return variant.config ?? {};
  const ran = nodeInPlan(pinned, node)?.variants?.find(({ id }) => id === variant.id);
  return variantAsEmbedded(variant, ran, pinned).config ?? {};
}

/** Whether a variant runs another workflow than the one that the execution took along: that can't be swapped in. */
export const runsUnknownWorkflow = (pinned: GraphDocument | undefined, node: string, variant: Variant): boolean =>
  workflowReference({ id: variant.id, config: pinnedConfig(pinned, node, variant) }) !== undefined;

/** Whether the execution knows the node at all: one that was added since cannot be swapped into it. */
export const isInPlan = (pinned: GraphDocument | undefined, node: string): boolean =>
  nodeInPlan(pinned, node) !== undefined;

/** What to ask the engine for: the plan's own variant, or its edited config where it differs from the plan's. */
export function swapTarget(pinned: GraphDocument | undefined, node: NodeId, variant: Variant): SwapTarget {
  const target = { variant: variantId(variant.id), ...(variant.name === undefined ? {} : { name: variant.name }) };
  return isEditedSince(pinned, node, variant)
    ? { ...target, config: pinnedConfig(pinned, node, variant) }
    : { variant: target.variant };
}

/** What runs for a node from the head on: the last swap on its path, or else what the execution started with. */
export function boundImplementation(
  state: Pick<DebugState, 'rows' | 'events' | 'document' | 'nodes'>,
  node: NodeId,
): { readonly variant: string; readonly name: string; readonly config: JsonObject } | undefined {
  const swap = state.rows.findLast((row) => row.type === 'swap' && row.node === node && row.onHeadPath);
  const event = swap === undefined ? undefined : state.events[swap.seq];
  if (event?.type === 'variant-swapped') return event.to;
  const bound = state.nodes.get(node)?.variant;
  const { variants } = nodeInPlan(state.document, node) ?? {};
  const variant = variants?.find(({ id }) => id === bound);
  return variant && { variant: variant.id, name: variant.name ?? variant.id, config: variant.config ?? {} };
}

/** Equal as JSON, whatever the order of keys. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(entry(a, key), entry(b, key)))
  );
}

const entry = (of: object, key: string): JsonValue | undefined => (of as Readonly<Record<string, JsonValue>>)[key];
