import { emptyArray } from '../base/persistent-array.ts';
import { emptyMap } from '../base/persistent-map.ts';
import { emptyOrder } from '../base/persistent-order.ts';
import { cons, consList, emptyQueue, enqueue, queueElements } from '../base/persistent-queue.ts';
import { fromTaggedJson, toTaggedJson } from '../context/tagged-json.ts';
import type { ControlSnapshot } from '../model/checkpoint.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import { activationNumber, checkpointId } from '../model/ids.ts';
import type { Implementation, Plan } from '../model/plan.ts';
import type { JsonValue, Value } from '../model/value.ts';
import { decodeMail, encodeMail } from './mail.ts';
import type { MailJson } from './mail.ts';
import { relistened } from './deliveries.ts';
import { locked } from './locks.ts';
import { dead, emptyControl, numberKey, plainToken, readyKey, rootFrame, spent } from './control.ts';
import type { Activation, Control, EdgeState, Entry, Frame, Given, NodeState, OpenScope, Undo } from './control.ts';

/** The JSON behind a {@link ControlSnapshot}; version 2. Counters that follow from the rest are left out. */
interface Snapshot {
  readonly version: 2;
  readonly root: FrameJson;
  readonly frames?: readonly FrameJson[];
  readonly live: readonly ActivationJson[];
  readonly due?: readonly string[];
  readonly opening?: number;
  readonly bindings: readonly (readonly [index: number, implementation: Implementation])[];
  readonly started: number;
  readonly reuseFrom?: string;
  readonly mail?: MailJson;
  /** The number that the next activation gets: after a rollback at which nobody is live nothing else says it. */
  readonly next?: number;
}
/** Edges, nodes and components by their number in the graph. */
interface FrameJson
  extends Partial<
    Pick<
      Frame,
      | 'path'
      | 'graph'
      | 'owner'
      | 'node'
      | 'iteration'
      | 'attempt'
      | 'parent'
      | 'index'
      | 'depth'
      | 'live'
      | 'children'
      | 'closed'
      | 'leadsTo'
      | 'ending'
    >
  > {
  readonly edges: readonly (readonly [index: number, exhausted: 0 | 1, owed: number, queue: readonly EntryJson[]])[];
  readonly nodes: readonly (readonly [index: number, activated: number, live: number, open: number, finished: 0 | 1])[];
  readonly components: readonly (readonly [index: number, entering: number, held: number, finished: 0 | 1])[];
  /** First done first; a text is the path of a frame. */
  readonly done?: readonly (readonly [handler: number, given: GivenJson] | string)[];
}
type EntryJson = 'token' | 'dead' | 'spent' | { readonly error: ErrorInfo };
type GivenJson = { readonly from: CheckpointId; readonly act?: number } | { readonly value: JsonValue };
type ActivationJson = Omit<Partial<Activation>, 'waits' | 'scope' | 'undoes'> &
  Pick<Activation, 'number' | 'node' | 'iteration' | 'attempt' | 'tries' | 'phase'> & {
    readonly waits?: JsonValue;
    readonly scope?: ScopeJson;
    readonly undoes?: GivenJson;
  };
type ScopeJson = Omit<OpenScope, 'state' | 'spawned' | 'results' | 'completed'> & {
  readonly state: JsonValue;
  readonly spawned: readonly GivenJson[];
  readonly results: JsonValue;
  /** First completed first. */
  readonly completed: readonly (readonly [index: number, path: string])[];
};

// To JSON

export function encodeControl(control: Control, next?: number): ControlSnapshot {
  const { due, frames } = control;
  const snapshot: Snapshot = {
    version: 2,
    root: frameJson(control.root),
    ...(frames.size === 0 ? {} : { frames: [...frames.values()].map(frameJson) }),
    live: [...control.live.values()].map(activationJson),
    ...(due.length === 0 ? {} : { due }),
    ...(control.opening === 0 ? {} : { opening: control.opening }),
    bindings: [...control.bindings.entries()],
    started: control.started,
    ...(control.reuseFrom === undefined ? {} : { reuseFrom: control.reuseFrom }),
    ...mailJson(control),
    ...(next === undefined ? {} : { next }),
  };
  return snapshot as unknown as ControlSnapshot;
}

/** What has its default value is left out. */
function frameJson(frame: Frame): FrameJson {
  const { edges: _edges, nodes: _nodes, components: _components, tokens: _tokens, done: _done, ...place } = frame;
  const said = Object.entries(place).filter(([key, value]) => value !== rootFrame[key as keyof Frame]);
  return {
    ...(Object.fromEntries(said) as Partial<typeof place>),
    edges: [...frame.edges.entries()].map(([at, edge]) => [
      at,
      edge.exhausted ? 1 : 0,
      edge.owed,
      [...queueElements(edge.queue)].map(entryJson),
    ]),
    nodes: [...frame.nodes.entries()].map(([at, node]) => [
      at,
      node.activated,
      node.live,
      node.open,
      node.finished ? 1 : 0,
    ]),
    components: [...frame.components.entries()].map(([at, component]) => [
      at,
      component.entering,
      component.held,
      component.finished ? 1 : 0,
    ]),
    ...(frame.done === undefined ? {} : { done: doneJson(frame.done) }),
  };
}

const doneJson = (done: Frame['done']): NonNullable<FrameJson['done']> =>
  consList(done)
    .reverse()
    .map((undo) => ('frame' in undo ? undo.frame : [undo.handler, givenJson(undo.given)]));

const givenJson = (given: Given): GivenJson => ('from' in given ? given : { value: toTaggedJson(given.value) });

function mailJson({ mail }: Control): { readonly mail?: MailJson } {
  const json = encodeMail(mail);
  return json === undefined ? {} : { mail: json };
}

const entryJson = (entry: Entry): EntryJson =>
  entry.type === 'token' && entry.error !== undefined ? { error: entry.error } : entry.type;

function activationJson(activation: Activation): ActivationJson {
  const { waits, scope, undoes, ...rest } = activation;
  const json: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (value !== undefined && value !== false && value !== '') json[key] = value;
  }
  if (waits.length > 0) json['waits'] = toTaggedJson(waits);
  if (scope !== undefined) json['scope'] = scopeJson(scope);
  if (undoes !== undefined) json['undoes'] = givenJson(undoes);
  return json as unknown as ActivationJson;
}

function scopeJson({ state, spawned, results, completed, ...rest }: OpenScope): ScopeJson {
  return {
    ...rest,
    state: toTaggedJson(state),
    spawned: spawned.map(givenJson),
    results: toTaggedJson([...results.values()]),
    completed: consList(completed)
      .reverse()
      .map(({ index, path }) => [index, path]),
  };
}

// From JSON

export const nextIn = (snapshot: ControlSnapshot): number => (snapshot as unknown as Snapshot).next ?? 0;

export function decodeControl(plan: Plan, snapshot: ControlSnapshot): Control {
  const json = snapshot as unknown as Snapshot;
  if (json.version !== 2)
    throw new Error(`Invariant broken: control snapshot of unknown version ${String(json.version)}`);
  let { frames, bindings } = emptyControl;
  for (const frame of json.frames ?? []) frames = frames.set(frame.path ?? '', decodeFrame(plan, frame));
  for (const [index, bound] of json.bindings) bindings = bindings.set(index, bound);
  let control: Control = {
    ...emptyControl,
    root: decodeFrame(plan, json.root),
    frames,
    bindings,
    due: json.due ?? emptyControl.due,
    opening: json.opening ?? 0,
    started: json.started,
    reuseFrom: json.reuseFrom as CheckpointId | undefined,
    mail: decodeMail(json.mail),
  };
  for (const activation of json.live) control = withActivation(control, decodeActivation(activation));
  return heldAgain(plan, control);
}

function decodeFrame(plan: Plan, json: FrameJson): Frame {
  const { edges: _edges, nodes: _nodes, components: componentsJson, done, ...place } = json;
  let { components } = rootFrame;
  for (const [index, entering, held, finished] of componentsJson) {
    components = components.set(index, { entering, held, finished: finished === 1 });
  }
  const tokens = decodeEdges(plan, json);
  return { ...rootFrame, ...place, ...tokens, components, done: decodeDone(done) };
}

function decodeEdges(plan: Plan, json: FrameJson): Pick<Frame, 'edges' | 'nodes' | 'tokens'> {
  const { firstEdge = 0, firstNode = 0 } = plan.graphs[json.graph ?? 0] ?? {};
  const nodes = new Map<number, NodeState>();
  for (const [index, activated, live, open, finished] of json.nodes) {
    const counters = { madeBy: undefined, filled: 0, tokenHeads: 0, present: undefined };
    nodes.set(index, { activated, live, open, finished: finished === 1, ...counters });
  }
  let edges = emptyArray<EdgeState>();
  let tokens = 0;
  for (const [index, exhausted, owed, entries] of json.edges) {
    let queue: EdgeState['queue'] = emptyQueue;
    for (const entry of entries) queue = enqueue(queue, decodeEntry(entry));
    edges = edges.set(index, { madeBy: undefined, queue, exhausted: exhausted === 1, owed });
    for (const entry of entries) if (typeof entry === 'object' || entry === 'token') tokens++;
    const target = (plan.edges[index + firstEdge]?.target ?? -1) - firstNode;
    const node = nodes.get(target);
    if (entries.length > 0 && node !== undefined) {
      nodes.set(target, {
        ...node,
        filled: node.filled + 1,
        tokenHeads: node.tokenHeads + (entries[0] === 'dead' ? 0 : 1),
        present: cons(index + firstEdge, node.present),
      });
    }
  }
  let states = emptyArray<NodeState>();
  for (const [index, node] of nodes) states = states.set(index, node);
  return { edges, nodes: states, tokens };
}

function decodeDone(done: FrameJson['done']): Frame['done'] {
  let list: Frame['done'];
  for (const undo of done ?? []) {
    if (typeof undo === 'string') list = cons<Undo>({ frame: undo }, list);
    else list = cons<Undo>({ handler: undo[0], given: decodeGiven(undo[1]) }, list);
  }
  return list;
}

const decodeGiven = (given: GivenJson): Given => ('from' in given ? given : { value: fromTaggedJson(given.value) });

function decodeEntry(entry: EntryJson): Entry {
  if (typeof entry === 'object') return { type: 'token', error: entry.error };
  return entry === 'token' ? plainToken : entry === 'dead' ? dead : spent;
}

function decodeActivation(json: ActivationJson): Activation {
  const { waits, scope, undoes, ...rest } = json;
  return {
    frame: '',
    cause: undefined,
    snapshot: undefined,
    order: undefined,
    startedAt: undefined,
    wait: undefined,
    error: undefined,
    passed: false,
    since: undefined,
    deadline: undefined,
    holds: false,
    ...rest,
    waits: waits === undefined ? [] : (fromTaggedJson(waits) as Activation['waits']),
    scope: scope === undefined ? undefined : decodeScope(scope),
    undoes: undoes === undefined ? undefined : decodeGiven(undoes),
  };
}

function decodeScope({ state, spawned, results, completed, ...rest }: ScopeJson): OpenScope {
  let names: OpenScope['completed'];
  for (const [index, path] of completed) names = cons({ index, path }, names);
  let known: OpenScope['results'] = emptyMap();
  for (const [index, value] of fromTaggedJson(results) as [number, Value][]) {
    known = known.set(numberKey(index), [index, value]);
  }
  return { ...rest, state: fromTaggedJson(state), spawned: spawned.map(decodeGiven), results: known, completed: names };
}

// Changed as a whole

/** What follows from the activations alone: who holds locks and who waits for messages. */
function heldAgain(plan: Plan, control: Control): Control {
  let next: Control = { ...control, locks: emptyMap() };
  for (const activation of control.live.values()) if (activation.holds) next = locked(plan, next, activation);
  return relistened(next);
}

/** Adds an activation to the live ones, and to the ready ones where it is ready. */
export function withActivation(control: Control, activation: Activation): Control {
  const { number, phase } = activation;
  return {
    ...control,
    live: control.live.set(number, activation),
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
  const numbers = new Map<number, ActivationNumber>();
  let restored: Control = { ...control, live: emptyOrder(), ready: emptyOrder(), running: 0 };
  for (const activation of control.live.values()) {
    const number = activationNumber(next++);
    numbers.set(activation.number, number);
    // Its time runs from when it starts again.
    const deadline = activation.phase === 'running' ? undefined : activation.deadline;
    restored = withActivation(restored, { ...startedAgain(activation), number, deadline });
  }
  let { frames } = control;
  for (const frame of control.frames.values()) {
    frames = frames.set(frame.path, { ...frame, owner: numbers.get(frame.owner) ?? 0 });
  }
  const opening = numbers.get(control.opening as ActivationNumber) ?? 0;
  return { control: { ...restored, frames, opening }, nextActivation: next };
}

/** In flight → ready, still bound to the context that it saw; a wait goes on as recorded. */
export function startedAgain(activation: Activation): Activation {
  return activation.phase === 'running' ? { ...activation, phase: 'ready', startedAt: undefined } : activation;
}

/** Everything in flight starts again: the process that ran it is gone. */
export function interruptedControl(control: Control): Control {
  let next: Control = { ...control, ready: emptyOrder(), running: 0 };
  for (const activation of control.live.values()) next = withActivation(next, startedAgain(activation));
  return next;
}

/** What a keyframe weighs: how many entries it would have. */
export function controlSize({ root, frames, live, bindings }: Control): number {
  let size = root.edges.length + root.nodes.length + live.size + bindings.length + frames.size * 8;
  if (frames.size > 0) for (const { scope } of live.values()) size += scope?.opened ?? 0;
  return size;
}

/**
 * For another execution, whose checkpoints are others: what was in flight starts from the context that it begins with,
 * and what is found at checkpoints comes along as values.
 */
export function startedAfresh(control: Control, valueOf: (given: Given) => Value): Control {
  const own = (given: Given): Given => ({ value: valueOf(given) });
  const alone = (frame: Frame): Frame => {
    let done: Frame['done'];
    for (const undo of consList(frame.done).reverse()) {
      done = cons('frame' in undo ? undo : { handler: undo.handler, given: own(undo.given) }, done);
    }
    return { ...frame, done };
  };
  let { frames } = control;
  for (const frame of control.frames.values()) frames = frames.set(frame.path, alone(frame));
  const base = { ...control, root: alone(control.root), frames, ready: emptyOrder<ActivationNumber>(), running: 0 };
  let next: Control = { ...base, reuseFrom: undefined };
  for (const activation of control.live.values()) {
    const { scope, undoes } = activation;
    next = withActivation(next, {
      ...activation,
      // Whoever has started sees the context that the other one begins with, whatever is written before it goes on.
      snapshot: activation.snapshot && checkpointId(0),
      scope: scope && { ...scope, spawned: scope.spawned.map(own) },
      undoes: undoes && own(undoes),
    });
  }
  return next;
}
