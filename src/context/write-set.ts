import type { ContextEdit } from '../model/command.ts';
import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import type { Limits, MergeRule } from '../model/graph-document.ts';
import { activationPath } from '../model/ids.ts';
import type { ActivationPath } from '../model/ids.ts';
import { contextBytes, withoutKey, withSlot } from './context-version.ts';
import type { ContextVersion, WrittenBy } from './context-version.ts';
import { combine } from './merge-rules.ts';
import { storeValue } from './store-value.ts';
import type { StoredValue } from './stored-value.ts';
import { sameStored } from './value-equality.ts';

/** What an activation wants the context to become. A key that is both removed and written is written. */
export interface WriteSet {
  readonly writes: readonly { readonly key: string; readonly value: StoredValue }[];
  readonly removed: readonly string[];
}

/** Bytes of the stored encoding; what is not given is not limited. */
export type ContextLimits = Pick<Limits, 'maxContextBytes' | 'maxValueBytes'>;

export interface ApplyWrites {
  /** The context as the activation saw it at its start. */
  readonly base: ContextVersion;
  /** The head that it commits onto. */
  readonly current: ContextVersion;
  readonly writeSet: WriteSet;
  /** Rule per key; a key that is not here is replaced. */
  readonly rules: ReadonlyMap<string, MergeRule>;
  readonly by: WrittenBy & { readonly path: ActivationPath };
  readonly limits?: ContextLimits;
}

/** Two concurrent activations wrote the same key. */
export interface WriteConflict {
  readonly key: string;
  readonly rule: MergeRule;
  /** The earlier committer first; {@link unknownWriter} where it was an edit by hand or a removal. */
  readonly writers: readonly [ActivationPath, ActivationPath];
  /** What each of them made of the key; `undefined` where it removed it. */
  readonly values: readonly [StoredValue | undefined, StoredValue | undefined];
  /** `false` where the rule refused the second write. */
  readonly resolved: boolean;
}

/** Nothing of a refused write set is applied. */
export type WriteOutcome =
  | {
      readonly type: 'applied';
      readonly context: ContextVersion;
      /** What the keys became, in key order; a key whose value stayed equal is left out. */
      readonly changes: readonly ContextChange<StoredValue>[];
      readonly conflicts: readonly WriteConflict[];
    }
  | { readonly type: 'refused'; readonly error: ErrorInfo; readonly conflicts: readonly WriteConflict[] };

/** Stands for a writer that is no activation, in a conflict. */
export const unknownWriter: ActivationPath = activationPath('');

/**
 * Commits a write set: every write goes through its key's merge rule, over what the key holds now.
 *
 * A key that changed between `base` and `current` was written concurrently: that is recorded as a conflict under
 * every rule, and refused under `error`. Under `replace` the later writer wins.
 */
export function applyWrites(request: ApplyWrites): WriteOutcome {
  const commit = new Commit(request);
  try {
    for (const { key, value } of lastPerKey(request.writeSet)) commit.write(key, value);
  } catch (thrown) {
    if (!(thrown instanceof WtbError)) throw thrown;
    return { type: 'refused', error: thrown.info, conflicts: commit.conflicts };
  }
  return commit.finish();
}

/** Edits from outside a node: they replace, whatever the rules, and know no conflicts. */
export function applyEdits(
  current: ContextVersion,
  edits: readonly ContextEdit[],
  by: WrittenBy,
  limits?: ContextLimits,
): WriteOutcome {
  const changes = new ChangeList(current, by);
  try {
    for (const edit of edits) {
      changes.put(edit.key, 'remove' in edit ? undefined : storeValue(edit.value, { key: edit.key }));
    }
  } catch (thrown) {
    if (!(thrown instanceof WtbError)) throw thrown;
    return { type: 'refused', error: thrown.info, conflicts: [] };
  }
  return withinLimits(
    { type: 'applied', context: changes.context, changes: changes.toChanges(), conflicts: [] },
    limits,
  );
}

/** Each key once, in key order; `undefined` removes. */
function lastPerKey({
  writes,
  removed,
}: WriteSet): { readonly key: string; readonly value: StoredValue | undefined }[] {
  const values = new Map<string, StoredValue | undefined>();
  for (const key of removed) values.set(key, undefined);
  for (const { key, value } of writes) values.set(key, value);
  return [...values].map(([key, value]) => ({ key, value })).sort((a, b) => compareKeys(a.key, b.key));
}

const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The head as it changes, and what changed in it. */
class ChangeList {
  context: ContextVersion;
  private readonly before: ContextVersion;
  private readonly by: WrittenBy;
  private readonly keys = new Set<string>();

  constructor(current: ContextVersion, by: WrittenBy) {
    this.before = current;
    this.context = current;
    this.by = by;
  }

  /** An equal value leaves the slot, and who wrote it, as they are. */
  put(key: string, value: StoredValue | undefined): void {
    const present = this.context.slots.get(key);
    if (value === undefined) this.context = withoutKey(this.context, key);
    else if (present === undefined || !sameStored(present.value, value)) {
      this.context = withSlot(this.context, key, { value, writtenAt: this.by.checkpoint, writer: this.by.path });
    }
    this.keys.add(key);
  }

  toChanges(): ContextChange<StoredValue>[] {
    return [...this.keys].sort(compareKeys).flatMap((key) => {
      const before = this.before.slots.get(key);
      const after = this.context.slots.get(key);
      if (before === after) return [];
      return [{ key, ...(before && { before: before.value }), ...(after && { after: after.value }) }];
    });
  }
}

class Commit {
  readonly conflicts: WriteConflict[] = [];
  private readonly request: ApplyWrites;
  private readonly changes: ChangeList;

  constructor(request: ApplyWrites) {
    this.request = request;
    this.changes = new ChangeList(request.current, request.by);
  }

  write(key: string, value: StoredValue | undefined): void {
    const rule = this.request.rules.get(key) ?? 'replace';
    this.recordConflict(key, rule, value);
    this.changes.put(key, this.merged(key, rule, value));
  }

  finish(): WriteOutcome {
    return withinLimits(
      {
        type: 'applied',
        context: this.changes.context,
        changes: this.changes.toChanges(),
        conflicts: this.conflicts,
      },
      this.request.limits,
    );
  }

  private merged(key: string, rule: MergeRule, value: StoredValue | undefined): StoredValue | undefined {
    if (value === undefined || rule === 'replace' || rule === 'error') return value;
    return combine(rule, key, this.request.current.slots.get(key)?.value, value);
  }

  private recordConflict(key: string, rule: MergeRule, value: StoredValue | undefined): void {
    const { base, current, by } = this.request;
    const present = current.slots.get(key);
    if (present === base.slots.get(key)) return;
    if (rule !== 'error' && sameOrBothMissing(present?.value, value)) return;
    this.conflicts.push({
      key,
      rule,
      writers: [present?.writer ?? unknownWriter, by.path],
      values: [present?.value, value],
      resolved: rule !== 'error',
    });
    if (rule === 'error') throw conflictError(key, present?.writer, by.path);
  }
}

const sameOrBothMissing = (a: StoredValue | undefined, b: StoredValue | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameStored(a, b);

function conflictError(key: string, earlier: ActivationPath | undefined, later: ActivationPath): WtbError {
  return new WtbError({
    code: 'context/conflict',
    message: `\`${later}\` writes \`${key}\`, which ${earlier === undefined ? 'was changed' : `\`${earlier}\` wrote`} while it ran; its merge rule is \`error\`.`,
    place: { key },
    remedy: 'Let only one of the parallel nodes write the key, or choose a merge rule that combines.',
  });
}

/** Bounds answer while the limits are far; only near them are values encoded to be measured. */
function withinLimits(
  outcome: Extract<WriteOutcome, { type: 'applied' }>,
  limits: ContextLimits | undefined,
): WriteOutcome {
  const { maxValueBytes = Infinity, maxContextBytes = Infinity } = limits ?? {};
  const large = outcome.changes.find(({ after }) => after !== undefined && exceeds(after, maxValueBytes));
  if (large?.after !== undefined) return refuse(outcome, valueTooLarge(large.key, large.after, maxValueBytes));
  if (outcome.context.bytesBound <= maxContextBytes) return outcome;
  const bytes = contextBytes(outcome.context);
  return bytes <= maxContextBytes ? outcome : refuse(outcome, contextTooLarge(bytes, maxContextBytes));
}

const exceeds = (value: StoredValue, limit: number): boolean => value.bytesBound > limit && value.bytes > limit;

const refuse = ({ conflicts }: WriteOutcome, error: ErrorInfo): WriteOutcome => ({ type: 'refused', error, conflicts });

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 2 : 1)} MB`;

const valueTooLarge = (key: string, value: StoredValue, limit: number): ErrorInfo => ({
  code: 'context/value-too-large',
  message: `The value of \`${key}\` takes ${megabytes(value.bytes)}; at most ${megabytes(limit)} are allowed.`,
  place: { key },
  remedy: 'Keep only what later nodes need, or raise `limits.maxValueBytes` in the document.',
});

const contextTooLarge = (bytes: number, limit: number): ErrorInfo => ({
  code: 'context/too-large',
  message: `The context would take ${megabytes(bytes)}; at most ${megabytes(limit)} are allowed.`,
  remedy: 'Remove keys that are no longer needed, or raise `limits.maxContextBytes` in the document.',
});
