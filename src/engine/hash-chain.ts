import { assertNever } from '../base/assert.ts';
import { canonicalText } from '../context/canonical.ts';
import type { CheckpointSource } from '../model/checkpoint.ts';
import { sha256Hex } from '../context/sha256.ts';
import type { ContextChange, ExecutionEvent } from '../model/event.ts';
import type { PlanHash } from '../model/ids.ts';
import type { Implementation } from '../model/plan.ts';
import type { ValueRef } from '../model/value.ts';

/**
 * What a link of the chain is made of: content only, so that the same execution gives the same hashes in every host.
 * Ids of checkpoints, times, durations, labels and positions are not part of it. Format: SPEC.md, [E70].
 */
export interface ChainLink {
  readonly plan: PlanHash;
  /** Hash of the parent's link; empty for the root. */
  readonly parent: string;
  readonly source: CheckpointSource;
  readonly path: string;
  readonly iteration: number;
  readonly attempt: number;
  readonly changes: readonly ContextChange[];
  /** Port and edges that got a token. */
  readonly tokens: readonly string[];
  /** Hashes of what ran, or of what was bound, by node. */
  readonly bindings: readonly (readonly [node: string, hash: string])[];
}

export function linkHash(link: ChainLink): string {
  const changes = link.changes.map(({ key, after }) => [key, after === undefined ? null : after.hash]);
  const { plan, parent, source, path, iteration, attempt, tokens, bindings } = link;
  return sha256Hex(
    canonicalText(['wtb-chain/1', plan, parent, source, path, iteration, attempt, changes, tokens, bindings]),
  );
}

/** The events that make checkpoints, before they have their hash. */
export type Unhashed<V extends ValueRef = ValueRef> =
  | Omit<Extract<ExecutionEvent<V>, { type: 'execution-started' }>, 'hash'>
  | Omit<Extract<ExecutionEvent<V>, { type: 'step-committed' }>, 'hash'>
  | Omit<Extract<ExecutionEvent<V>, { type: 'context-edited' }>, 'hash'>
  | Omit<Extract<ExecutionEvent<V>, { type: 'variant-swapped' }>, 'hash'>
  | Omit<Extract<ExecutionEvent<V>, { type: 'frame-opened' }>, 'hash'>;

type Body<T> = T extends unknown ? Omit<T, 'executionId' | 'seq' | 'at' | 'branch'> : never;
export type UnhashedBody<V extends ValueRef = ValueRef> = Body<Unhashed<V>>;

/** The link that such an event adds; what `verify` computes again from the stored log. */
export function linkOf(event: UnhashedBody, plan: PlanHash, parent: string): ChainLink {
  const common = { plan, parent, path: '', iteration: 0, attempt: 0, changes: [], tokens: [], bindings: [] };
  switch (event.type) {
    case 'execution-started': {
      const tokens = event.input === undefined ? [] : [event.input.hash];
      return { ...common, source: 'input', changes: event.changes, tokens, bindings: byNode(event.bindings) };
    }
    case 'step-committed': {
      const { path, iteration, attempt, changes, port, taken, node, implementation } = event;
      const bindings = [[node, implementation] as const];
      return { ...common, source: 'step', path, iteration, attempt, changes, tokens: [port, ...taken], bindings };
    }
    case 'context-edited':
      return { ...common, source: 'edit', changes: event.changes };
    case 'variant-swapped':
      return { ...common, source: 'swap', bindings: [[event.node, event.to.hash]] };
    case 'frame-opened':
      return { ...common, source: 'scope', path: event.frame, changes: event.changes };
    default:
      return assertNever(event);
  }
}

function byNode(bindings: Readonly<Record<string, Implementation>>): (readonly [string, string])[] {
  return Object.keys(bindings)
    .sort()
    .map((node) => [node, bindings[node]?.hash ?? ''] as const);
}
