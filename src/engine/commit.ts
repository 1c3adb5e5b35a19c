import type { Applied } from './input.ts';
import type { RejectedWrite } from '../context/enforce-schema.ts';
import { storeValue } from '../context/store-value.ts';
import { emptyContext } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { isPlainObject } from '../context/value-kind.ts';
import type { WriteConflict, WriteSet } from '../context/write-set.ts';
import type { ExpressionEvaluator, NodeResult } from '../model/activation.ts';
import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextPatch, NodeAct } from '../model/event.ts';
import { defaultPort } from '../model/graph-document.ts';
import { checkpointId } from '../model/ids.ts';
import type { PlanNode } from '../model/plan.ts';
import type { Value } from '../model/value.ts';
import type { Activation } from './control.ts';
import {
  contextIn,
  contextSeen,
  framesLeft,
  framesWrites,
  frameWritten,
  isEmpty,
  rulesIn,
  withoutLocals,
} from './frame-context.ts';
import type { FrameWrites } from './frame-context.ts';
import { settleFrames } from './settle-frames.ts';
import { settleWrites } from './settle-writes.ts';
import type { SettledWrites, SettleWrites } from './settle-writes.ts';
import { pathOf, planNode } from './state.ts';
import type { ExecutionState } from './state.ts';

/** What a node gave back, as it is merged: freshly returned, or recorded on another branch. */
export interface Returned {
  readonly output: StoredValue | undefined;
  readonly writeSet: WriteSet;
  readonly port: string;
  readonly acts?: readonly NodeAct<StoredValue>[];
  /** For scopes: the keys that flow out of their frames. */
  readonly exports?: readonly string[];
  readonly forced?: true;
}

export interface Merged extends Applied {
  readonly conflicts: readonly WriteConflict[];
  /** Given where `changes` do not say it: a merge rule or an equal value made them differ. */
  readonly writes?: WriteSet['writes'];
  readonly removed?: readonly string[];
  readonly patches?: readonly ContextPatch<StoredValue>[];
  /** What the schema kept from the context. */
  readonly rejected?: readonly RejectedWrite[];
}

export type Merge =
  | { readonly merged: Merged }
  | { readonly error: ErrorInfo; readonly conflicts: readonly WriteConflict[] };

/**
 * What a node returned as a write set: under its `output` key, or the keys of a plain object.
 * Throws `WtbError`: `node/result`, `node/contract`, `context/unsupported-value`, `context/value-too-large`.
 */
export function toReturned(
  node: PlanNode,
  value: Value,
  rest: {
    port?: string;
    removed?: readonly string[];
    patches?: readonly ContextPatch<Value>[];
    acts?: readonly NodeAct<Value>[];
    exports?: readonly string[];
    forced?: true;
    writes?: Readonly<Record<string, Value>>;
  },
  limits?: { readonly maxValueBytes: number },
): Returned {
  const said = node.output === undefined ? keysOf(node, value) : [write(node.output, value)];
  const { writes: further } = rest;
  const writes = further === undefined ? said : [...said, ...keysWritten(further)];
  const writeSet = writeSetOf(writes, rest);
  checkContract(node, writeSet);
  // Without an `output` key the write set says what was returned; it is not kept twice.
  const output = node.output === undefined ? undefined : writes[0]?.value;
  const returned = { output, writeSet, port: rest.port ?? defaultPort };
  if (rest.acts === undefined && rest.exports === undefined && rest.forced === undefined) return returned;
  const acts = rest.acts?.map((act) => storedAct(act, limits));
  return {
    ...returned,
    ...(acts === undefined || acts.length === 0 ? {} : { acts }),
    ...(rest.exports === undefined ? {} : { exports: rest.exports }),
    ...(rest.forced === undefined ? {} : { forced: rest.forced }),
  };
}

function storedAct(act: NodeAct<Value>, limits: { readonly maxValueBytes: number } | undefined): NodeAct<StoredValue> {
  return act.type === 'send' || act.type === 'spawn'
    ? { ...act, value: carriedValue(act.value, act.type, limits) }
    : act;
}

/** A value that goes from one activation to another. Throws `WtbError` `context/value-too-large`, `context/unsupported-value`. */
export function carriedValue(value: Value, key: string, limits?: { readonly maxValueBytes: number }): StoredValue {
  const stored = storeValue(value, { key });
  const max = limits?.maxValueBytes;
  if (max === undefined || stored.bytesBound <= max || stored.bytes <= max) return stored;
  throw new WtbError({
    code: 'context/value-too-large',
    message: `A value of ${stored.bytes} bytes can't be handed on; the limit is ${max} bytes.`,
    remedy: 'Write it to the context and hand on what names it, or set a higher `limits.maxValueBytes`.',
    retryable: false,
  });
}

/** Of a node whose error was caught: nothing is written. */
export const emptyReturn = (port: string = defaultPort): Returned => ({
  output: undefined,
  writeSet: { writes: [], removed: [] },
  port,
});

function writeSetOf(
  writes: WriteSet['writes'],
  { removed = noKeys, patches }: Pick<Extract<NodeResult, { type: 'returned' }>, 'removed' | 'patches'>,
): WriteSet {
  return patches === undefined || patches.length === 0
    ? { writes, removed }
    : { writes, removed, patches: patches.map(storedPatch) };
}

const noKeys: readonly string[] = [];

const storedPatch = (patch: ContextPatch<Value>): ContextPatch<StoredValue> =>
  'remove' in patch ? patch : { ...patch, value: storeValue(patch.value, { key: patch.key }) };

const write = (key: string, value: Value) => ({ key, value: storeValue(value, { key }) });

const keysWritten = (values: Readonly<Record<string, Value>>): WriteSet['writes'] =>
  Object.keys(values).map((key) => write(key, values[key]));

function keysOf(node: PlanNode, value: Value): WriteSet['writes'] {
  if (value === undefined) return [];
  if (!isPlainObject(value)) throw resultError(node, value);
  return keysWritten(value);
}

const resultError = (node: PlanNode, value: Value): WtbError =>
  new WtbError({
    code: 'node/result',
    message: `Node \`${node.id}\` returned ${Array.isArray(value) ? 'a list' : value === null ? '`null`' : `a ${typeof value}`}; without an \`output\` key it must return an object or nothing.`,
    place: { node: node.id },
    remedy: 'Return an object whose keys become keys of the context, or give the node an `output` key.',
    retryable: false,
  });

/** `writes`: each of them is written or removed, and nothing else. */
function checkContract(node: PlanNode, { writes, removed, patches = [] }: WriteSet): void {
  if (node.writes === undefined) return;
  const touched = new Set([...[...writes, ...patches].map(({ key }) => key), ...removed]);
  const extra = [...touched].filter((key) => !node.writes?.includes(key));
  const missing = node.writes.filter((key) => !touched.has(key));
  if (extra.length === 0 && missing.length === 0) return;
  const quote = (keys: readonly string[]) => keys.map((key) => `\`${key}\``).join(', ');
  const parts = [
    ...(extra.length === 0 ? [] : [`it wrote ${quote(extra)}, which its \`writes\` does not list`]),
    ...(missing.length === 0 ? [] : [`it did not write ${quote(missing)}, which its \`writes\` lists`]),
  ];
  throw new WtbError({
    code: 'node/contract',
    message: `Node \`${node.id}\` broke its contract: ${parts.join('; ')}.`,
    place: {
      node: node.id,
      ...((extra[0] ?? missing[0]) === undefined ? {} : { key: (extra[0] ?? missing[0]) as string }),
    },
    remedy: "Write exactly the keys of the node's `writes`, or change the contract.",
    retryable: false,
  });
}

/**
 * Merges what an activation gave onto the head. Gives the error where rules, limits or the schema refuse it.
 * Synchronous unless a merge rule is an expression that is evaluated elsewhere; never rejects.
 */
export function mergeReturned(
  state: ExecutionState,
  activation: Activation,
  returned: Returned,
  expressions: ExpressionEvaluator,
): Merge | Promise<Merge> {
  const into = frameWritten(state, activation);
  const current = contextIn(state, into) ?? emptyContext;
  const inner = activation.scope === undefined ? noFrames : framesWrites(state, activation);
  const locals = into === activation.frame ? noLocals : localsLeft(state, activation, into);
  const frames =
    locals.length === 0 ? inner : inner.map((frame) => ({ ...frame, locals: [...frame.locals, ...locals] }));
  const writeSet = locals.length === 0 ? returned.writeSet : withoutLocals(returned.writeSet, locals);
  if (frames.length === 0 && isEmpty(writeSet)) return { merged: { context: current, changes: [], conflicts: [] } };
  const base = contextSeen(state, locals === noLocals ? activation : { snapshot: activation.snapshot, frame: into });
  const by = { checkpoint: checkpointId(state.checkpoints.length), path: pathOf(state, activation) };
  const request = { base, current, writeSet, by, rules: rulesIn(state, into) };
  const settled =
    frames.length === 0
      ? settleWrites(request, expressions)
      : settleFrames({ ...request, frames, exports: returned.exports }, expressions);
  const node = planNode(state, activation.node);
  const place = frames.length === 0 ? request : undefined;
  return settled instanceof Promise
    ? settled.then((later) => toMerge(later, writeSet, node, undefined))
    : toMerge(settled, writeSet, node, place);
}

const noLocals: readonly string[] = [];

function localsLeft(state: ExecutionState, activation: Activation, into: string): string[] {
  return framesLeft(state, activation, into).flatMap((path) => state.scopes.get(path)?.locals ?? []);
}

const noFrames: readonly FrameWrites[] = [];

function toMerge(
  settled: SettledWrites,
  writeSet: WriteSet,
  node: PlanNode,
  place: Pick<SettleWrites, 'current' | 'by'> | undefined,
): Merge {
  const { conflicts } = settled;
  if (settled.type === 'refused') return { error: withNode(settled.error, node), conflicts };
  const { context, changes, rejected } = settled;
  if (rejected.length === 0 && sameAsChanges(changes, writeSet)) {
    return { merged: { context, changes, conflicts, onto: place?.current, checkpoint: place?.by.checkpoint } };
  }
  const merged = { context, changes, conflicts };
  const said = sameAsChanges(changes, writeSet) ? {} : writeSet;
  return { merged: { ...merged, ...said, ...(rejected.length === 0 ? {} : { rejected }) } };
}

const withNode = (error: ErrorInfo, node: PlanNode): ErrorInfo => ({
  ...error,
  place: { ...error.place, node: node.id },
  retryable: false,
});

/** Whether the write set can be read off the changes. */
function sameAsChanges(changes: Merged['changes'], { writes, removed, patches }: WriteSet): boolean {
  if (patches !== undefined || changes.length !== writes.length + removed.length) return false;
  const [change] = changes;
  const [only] = writes;
  if (changes.length === 1 && only !== undefined) return change?.key === only.key && change.after === only.value;
  const after = new Map(changes.map((change) => [change.key, change.after]));
  return (
    writes.every(({ key, value }) => after.get(key) === value) && removed.every((key) => after.get(key) === undefined)
  );
}
