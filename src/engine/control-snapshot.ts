import { emptyArray } from '../base/persistent-array.ts';
import { emptyMap } from '../base/persistent-map.ts';
import { cons, emptyQueue, enqueue, queueElements } from '../base/persistent-queue.ts';
import { fromTaggedJson, toTaggedJson } from '../context/tagged-json.ts';
import type { ControlSnapshot } from '../model/checkpoint.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { CheckpointId } from '../model/ids.ts';
import { activationNumber } from '../model/ids.ts';
import type { Implementation, Plan } from '../model/plan.ts';
import type { JsonValue } from '../model/value.ts';
import { dead, emptyControl, numberKey, plainToken, readyKey, spent } from './control.ts';
import type { Activation, Control, EdgeState, Entry, NodeState } from './control.ts';

/** The JSON behind a {@link ControlSnapshot}; version 1. Counters that follow from the rest are left out. */
interface Snapshot {
  readonly version: 1;
  readonly edges: readonly (readonly [index: number, exhausted: 0 | 1, owed: number, queue: readonly EntryJson[]])[];
  readonly nodes: readonly (readonly [index: number, activated: number, live: number, open: number, finished: 0 | 1])[];
  readonly components: readonly (readonly [index: number, entering: number, held: number, finished: 0 | 1])[];
  readonly live: readonly ActivationJson[];
  readonly bindings: readonly (readonly [index: number, implementation: Implementation])[];
  readonly started: number;
  readonly reuseFrom?: string;
}
type EntryJson = 'token' | 'dead' | 'spent' | { readonly error: ErrorInfo };
type ActivationJson = Omit<Partial<Activation>, 'waits'> &
  Pick<Activation, 'number' | 'node' | 'iteration' | 'attempt' | 'tries' | 'phase'> & { readonly waits?: JsonValue };

export function encodeControl(control: Control): ControlSnapshot {
  const snapshot: Snapshot = {
    version: 1,
    edges: [...control.edges.entries()].map(([index, edge]) => [
      index,
      edge.exhausted ? 1 : 0,
      edge.owed,
      [...queueElements(edge.queue)].map(entryJson),
    ]),
    nodes: [...control.nodes.entries()].map(([index, node]) => [
      index,
      node.activated,
      node.live,
      node.open,
      node.finished ? 1 : 0,
    ]),
    components: [...control.components.entries()].map(([index, component]) => [
      index,
      component.entering,
      component.held,
      component.finished ? 1 : 0,
    ]),
    live: [...control.live.values()].map(activationJson),
    bindings: [...control.bindings.entries()],
    started: control.started,
    ...(control.reuseFrom === undefined ? {} : { reuseFrom: control.reuseFrom }),
  };
  return snapshot as unknown as ControlSnapshot;
}

const entryJson = (entry: Entry): EntryJson =>
  entry.type === 'token' && entry.error !== undefined ? { error: entry.error } : entry.type;

function activationJson(activation: Activation): ActivationJson {
  const { waits, ...rest } = activation;
  const json: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) if (value !== undefined && value !== false) json[key] = value;
  if (waits.length > 0) json['waits'] = toTaggedJson(waits);
  return json as unknown as ActivationJson;
}

export function decodeControl(plan: Plan, snapshot: ControlSnapshot): Control {
  const json = snapshot as unknown as Snapshot;
  if (json.version !== 1)
    throw new Error(`Invariant broken: control snapshot of unknown version ${String(json.version)}`);
  let control = decodeEdges(plan, { ...emptyControl, started: json.started }, json);
  for (const [index, entering, held, finished] of json.components) {
    const components = control.components.set(index, { entering, held, finished: finished === 1 });
    control = { ...control, components };
  }
  for (const [index, bound] of json.bindings) {
    control = { ...control, bindings: control.bindings.set(index, bound) };
  }
  for (const activation of json.live) control = withActivation(control, decodeActivation(activation));
  return { ...control, reuseFrom: json.reuseFrom as CheckpointId | undefined };
}

function decodeEdges(plan: Plan, base: Control, json: Snapshot): Control {
  const nodes = new Map<number, NodeState>();
  for (const [index, activated, live, open, finished] of json.nodes) {
    const counters = { filled: 0, tokenHeads: 0, present: undefined };
    nodes.set(index, { activated, live, open, finished: finished === 1, ...counters });
  }
  let edges = emptyArray<EdgeState>();
  let tokens = 0;
  for (const [index, exhausted, owed, entries] of json.edges) {
    let queue: EdgeState['queue'] = emptyQueue;
    for (const entry of entries) queue = enqueue(queue, decodeEntry(entry));
    edges = edges.set(index, { queue, exhausted: exhausted === 1, owed });
    for (const entry of entries) if (typeof entry === 'object' || entry === 'token') tokens++;
    const target = plan.edges[index]?.target ?? -1;
    const node = nodes.get(target);
    if (entries.length > 0 && node !== undefined) {
      nodes.set(target, {
        ...node,
        filled: node.filled + 1,
        tokenHeads: node.tokenHeads + (entries[0] === 'dead' ? 0 : 1),
        present: cons(index, node.present),
      });
    }
  }
  let states = emptyArray<NodeState>();
  for (const [index, node] of nodes) states = states.set(index, node);
  return { ...base, edges, nodes: states, tokens };
}

function decodeEntry(entry: EntryJson): Entry {
  if (typeof entry === 'object') return { type: 'token', error: entry.error };
  return entry === 'token' ? plainToken : entry === 'dead' ? dead : spent;
}

function decodeActivation(json: ActivationJson): Activation {
  const waits = json.waits === undefined ? [] : (fromTaggedJson(json.waits) as Activation['waits']);
  return {
    cause: undefined,
    snapshot: undefined,
    order: undefined,
    startedAt: undefined,
    wait: undefined,
    error: undefined,
    passed: false,
    ...json,
    waits,
  };
}

/** Adds an activation to the live ones, and to the ready ones where it is ready. */
export function withActivation(control: Control, activation: Activation): Control {
  const { number, phase } = activation;
  return {
    ...control,
    live: control.live.set(numberKey(number), activation),
    ready: phase === 'ready' ? control.ready.set(readyKey(activation), number) : control.ready,
    running: control.running + (phase === 'running' ? 1 : 0),
  };
}

/**
 * The control as a rollback puts it back: what was in flight is ready to start again from the context that it saw,
 * and every live activation gets a number of its own.
 */
export function restoredControl(
  control: Control,
  nextActivation: number,
): { control: Control; nextActivation: number } {
  let next = nextActivation;
  let restored: Control = { ...control, live: emptyMap(), ready: emptyMap(), running: 0 };
  for (const activation of control.live.values()) {
    const number = activationNumber(next++);
    restored = withActivation(restored, { ...startedAgain(activation), number });
  }
  return { control: restored, nextActivation: next };
}

/** In flight → ready, still bound to the context that it saw; a wait goes on as recorded. */
export function startedAgain(activation: Activation): Activation {
  return activation.phase === 'running' ? { ...activation, phase: 'ready', startedAt: undefined } : activation;
}

/** Everything in flight starts again: the process that ran it is gone. */
export function interruptedControl(control: Control): Control {
  let next: Control = { ...control, ready: emptyMap(), running: 0 };
  for (const activation of control.live.values()) next = withActivation(next, startedAgain(activation));
  return next;
}

/** What a keyframe weighs: how many entries it would have. */
export const controlSize = (control: Control): number =>
  control.edges.length + control.nodes.length + control.live.size + control.bindings.length;

/** For another execution, whose checkpoints are others: what was in flight starts from the context that it begins with. */
export function startedAfresh(control: Control): Control {
  let next: Control = { ...control, ready: emptyMap(), running: 0, reuseFrom: undefined };
  for (const activation of control.live.values()) next = withActivation(next, { ...activation, snapshot: undefined });
  return next;
}
