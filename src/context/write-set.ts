import type { ContextEdit } from '../model/command.ts';
import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange, ContextPatch, ValuePath } from '../model/event.ts';
import type { MergeRule } from '../model/graph-document.ts';
import { activationPath } from '../model/ids.ts';
import type { ActivationPath } from '../model/ids.ts';
import type { Value } from '../model/value.ts';
import { formatPath } from './check-value.ts';
import { interference } from './concurrent-write.ts';
import type { Interference } from './concurrent-write.ts';
import { limitProblem } from './context-limits.ts';
import type { ContextLimits } from './context-limits.ts';
import { overPresent } from './context-version.ts';
import type { ContextSlot, ContextVersion, WrittenBy } from './context-version.ts';
import { combine, combineAt, ruleName } from './merge-rules.ts';
import type { CombiningRule, RuleName } from './merge-rules.ts';
import { patchStored } from './patch-stored.ts';
import { storeValue } from './store-value.ts';
import type { StoredValue } from './stored-value.ts';
import { sameStored, valuesEqual } from './value-equality.ts';
import { readPath, removalFootprint } from './value-path.ts';
import type { Place } from './value-path.ts';

/** What an activation wants the context to become. A key that is both removed and written is written. */
export interface WriteSet {
  readonly writes: readonly { readonly key: string; readonly value: StoredValue }[];
  readonly removed: readonly string[];
  /** Places in keys, after the whole keys and in this order. */
  readonly patches?: readonly ContextPatch<StoredValue>[];
}

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

/** Two concurrent activations wrote the same key, or the same place in it. */
export interface WriteConflict {
  readonly key: string;
  readonly rule: RuleName;
  /** The earlier committer first; {@link unknownWriter} where it was an edit by hand or a removal. */
  readonly writers: readonly [ActivationPath, ActivationPath];
  /** What each of them made of the key (or the place); `undefined` where it removed it. */
  readonly values: readonly [StoredValue | undefined, StoredValue | undefined];
  /** `false` where the rule refused the second write. */
  readonly resolved: boolean;
  readonly path?: ValuePath;
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

/** A merge rule is an expression, which is not evaluated here: what does it give? */
export interface MergeQuestion {
  readonly type: 'asks';
  readonly key: string;
  /** The place in the key; absent where the whole key is written. */
  readonly path?: ValuePath;
  readonly expression: string;
  /** What is there. */
  readonly current: Place;
  /** What is written. */
  readonly value: Value;
}

/** Stands for a writer that is no activation, in a conflict. */
export const unknownWriter: ActivationPath = activationPath('');

const noConflicts: readonly WriteConflict[] = [];
const noChanges: readonly ContextChange<StoredValue>[] = [];

/**
 * Commits a write set: every write goes through its key's merge rule, over what the key (or the place in it) holds now.
 *
 * What changed between `base` and `current` was written concurrently: that is recorded as a conflict under every rule,
 * and refused under `error`. Under `replace` the later writer wins. Writes of different places in one key are no
 * conflict. Of rules that are expressions see {@link beginWrites}.
 */
export function applyWrites(request: ApplyWrites): WriteOutcome {
  const outcome = beginWrites(request).next();
  if (outcome.type === 'asks') throw new Error(`Invariant broken: nobody evaluates the merge rule of ${outcome.key}`);
  return outcome;
}

/**
 * The same in turns, for rules that are expressions: `next()` gives the outcome or what has to be evaluated first, and
 * is then called again with the answer. Questions come in an order that only the request decides.
 */
export function beginWrites(request: ApplyWrites): WritesUnderWay {
  return new Commit(request);
}

export interface WritesUnderWay {
  next(answer?: StoredValue): WriteOutcome | MergeQuestion;
}

/** Edits from outside a node: they replace, whatever the rules, and know no conflicts. */
export function applyEdits(
  current: ContextVersion,
  edits: readonly ContextEdit[],
  by: WrittenBy,
  limits?: ContextLimits,
): WriteOutcome {
  const last = new Map(edits.map((edit) => [edit.key, edit]));
  const head = new Head(current, by);
  try {
    for (const [key, edit] of [...last].sort(([a], [b]) => compareKeys(a, b))) {
      head.put(key, 'remove' in edit ? undefined : storeValue(edit.value, { key }), current.slots.get(key));
    }
  } catch (thrown) {
    if (!(thrown instanceof WtbError)) throw thrown;
    return refused(thrown.info);
  }
  return finished(head, noConflicts, limits);
}

/** All that is written to one key: as a whole, then places in it. */
interface KeyWrites {
  readonly key: string;
  readonly whole: { readonly value: StoredValue | undefined } | undefined;
  readonly patches: ContextPatch<StoredValue>[] | undefined;
}

/** Each key once, in key order. */
function byKey({ writes, removed, patches = noPatches }: WriteSet): readonly KeyWrites[] {
  const [only] = writes;
  if (writes.length === 1 && only !== undefined && removed.length + patches.length === 0) {
    return [{ key: only.key, whole: only, patches: undefined }];
  }
  const keys = new Map<string, KeyWrites>();
  for (const key of removed) keys.set(key, { key, whole: removal, patches: undefined });
  for (const write of writes) keys.set(write.key, { key: write.key, whole: write, patches: undefined });
  for (const patch of patches) {
    const { key } = patch;
    const known = keys.get(key);
    if (known?.patches === undefined) keys.set(key, { key, whole: known?.whole, patches: [patch] });
    else known.patches.push(patch);
  }
  return [...keys.values()].sort((a, b) => compareKeys(a.key, b.key));
}

const noPatches: readonly ContextPatch<StoredValue>[] = [];
const removal = { value: undefined };
const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The head as it changes, and what changed in it: one `put` per key, in key order. */
class Head {
  context: ContextVersion;
  changes: ContextChange<StoredValue>[] | undefined;
  private readonly by: WrittenBy;

  constructor(current: ContextVersion, by: WrittenBy) {
    this.context = current;
    this.by = by;
  }

  /** An equal value leaves the slot, and who wrote it, as they are. `present`: what the key holds before. */
  put(
    key: string,
    value: StoredValue | undefined,
    present: ContextSlot | undefined,
    paths?: readonly ValuePath[],
  ): void {
    const before = present?.value;
    if (before === undefined ? value === undefined : value !== undefined && sameStored(before, value)) return;
    const change: ContextChange<StoredValue> =
      before === undefined
        ? { key, after: value as StoredValue }
        : value === undefined
          ? { key, before }
          : { key, before, after: value };
    const put = paths === undefined || value === undefined ? change : { ...change, paths };
    this.context = overPresent(this.context, put, this.by, present);
    // Mostly there is one, and changes are kept as long as the history: an array that grows is kept with room to spare.
    if (this.changes === undefined) this.changes = [put];
    else this.changes.push(put);
  }
}

/** A key that is written as a whole, and what it holds before. */
interface Written {
  readonly key: string;
  readonly rule: MergeRule;
  readonly present: ContextSlot | undefined;
}

class Commit implements WritesUnderWay {
  private readonly request: ApplyWrites;
  private readonly head: Head;
  private readonly keys: readonly KeyWrites[];
  private conflicts: WriteConflict[] | undefined;
  private at = 0;
  /** What the key under way has become so far; `part` counts what was done to it. */
  private part = 0;
  private value: StoredValue | undefined;
  private paths: ValuePath[] | undefined;

  constructor(request: ApplyWrites) {
    this.request = request;
    this.head = new Head(request.current, request.by);
    this.keys = byKey(request.writeSet);
  }

  next(answer?: StoredValue): WriteOutcome | MergeQuestion {
    let given = answer;
    try {
      for (let key = this.keys[this.at]; key !== undefined; key = this.keys[++this.at]) {
        const question = this.writeKey(key, given);
        if (question !== undefined) return question;
        given = undefined;
      }
    } catch (thrown) {
      if (!(thrown instanceof WtbError)) throw thrown;
      return refused(thrown.info, this.conflicts);
    }
    return finished(this.head, this.conflicts ?? noConflicts, this.request.limits);
  }

  private writeKey(writes: KeyWrites, answer: StoredValue | undefined): MergeQuestion | undefined {
    const { key, whole, patches } = writes;
    const rule = this.request.rules.get(key) ?? 'replace';
    let given = answer;
    // Each key comes once: the head still holds what the request began with.
    const present = this.request.current.slots.get(key);
    if (this.part === 0) {
      this.value = present?.value;
      const question = whole === undefined ? undefined : this.writeWhole({ key, rule, present }, whole.value, given);
      if (question !== undefined) return question;
      given = undefined;
      this.part = 1;
    }
    for (let patch = patches?.[this.part - 1]; patch !== undefined; patch = patches?.[++this.part - 1]) {
      const question = this.writePatch(rule, patch, { answer: given, alone: whole === undefined });
      if (question !== undefined) return question;
      given = undefined;
    }
    this.head.put(key, this.value, present, whole === undefined ? this.paths : undefined);
    this.part = 0;
    this.paths = undefined;
    return undefined;
  }

  private writeWhole(
    at: Written,
    value: StoredValue | undefined,
    answer: StoredValue | undefined,
  ): MergeQuestion | undefined {
    const { key, rule } = at;
    if (answer === undefined) this.recordWhole(at, value);
    if (value === undefined || rule === 'replace' || rule === 'error') this.value = value;
    else if (typeof rule === 'string') this.value = combine(rule, key, this.value, value);
    else if (answer === undefined) {
      return { type: 'asks', key, ...rule, current: placeOf(this.value), value: value.value };
    } else this.value = answer;
    return undefined;
  }

  private recordWhole({ key, rule, present }: Written, value: StoredValue | undefined): void {
    const { base, current } = this.request;
    if (base === current) return;
    const meanwhile = interference(base.slots.get(key), present, undefined);
    if (meanwhile === undefined) return;
    if (rule !== 'error' && sameOrBothMissing(present?.value, value)) return;
    this.record(key, rule, { meanwhile, values: [present?.value, value] });
  }

  private writePatch(
    rule: MergeRule,
    patch: ContextPatch<StoredValue>,
    { answer, alone }: { readonly answer: StoredValue | undefined; readonly alone: boolean },
  ): MergeQuestion | undefined {
    const { key, path } = patch;
    const before = this.value;
    const root = before?.value;
    const footprint = 'remove' in patch ? removalFootprint(root, path) : path;
    if (alone && answer === undefined) this.recordPatch(rule, patch, footprint);
    const asked = 'remove' in patch ? undefined : this.written(rule, patch, answer);
    if (asked !== undefined && 'type' in asked) return asked;
    this.value = patchStored(before, key, path, asked);
    if (this.value !== before) (this.paths ??= []).push(footprint);
    return undefined;
  }

  /** What comes to stand at the place. */
  private written(
    rule: MergeRule,
    { key, path, value }: Extract<ContextPatch<StoredValue>, { value: unknown }>,
    answer: StoredValue | undefined,
  ): { readonly part: Value; readonly from: StoredValue } | MergeQuestion {
    if (rule === 'replace' || rule === 'error') return { part: value.value, from: value };
    if (answer !== undefined) return { part: answer.value, from: answer };
    const current = this.value === undefined ? missing : readPath(this.value.value, path);
    if (typeof rule !== 'string') return { type: 'asks', key, path, ...rule, current, value: value.value };
    return { part: combinePart(rule, key, path, current, value), from: value };
  }

  private recordPatch(rule: MergeRule, patch: ContextPatch<StoredValue>, footprint: ValuePath): void {
    const { key, path } = patch;
    const { base, current } = this.request;
    const slot = current.slots.get(key);
    const meanwhile = interference(base.slots.get(key), slot, footprint);
    if (meanwhile === undefined) return;
    const present = slot === undefined ? missing : readPath(slot.value.value, path);
    const written = 'remove' in patch ? undefined : patch.value;
    const same = present.found ? written !== undefined && valuesEqual(present.value, written.value) : !written;
    if (rule !== 'error' && same) return;
    const there = present.found ? storeValue(present.value) : undefined;
    this.record(key, rule, { meanwhile, values: [there, written], path });
  }

  private record(
    key: string,
    rule: MergeRule,
    found: { readonly meanwhile: Interference; readonly values: WriteConflict['values']; readonly path?: ValuePath },
  ): void {
    const { meanwhile, values, path } = found;
    const later = this.request.by.path;
    this.conflicts ??= [];
    this.conflicts.push({
      key,
      rule: ruleName(rule),
      writers: [meanwhile.writer ?? unknownWriter, later],
      values,
      resolved: rule !== 'error',
      ...(path === undefined ? {} : { path }),
    });
    if (rule === 'error') throw conflictError(key, path, [meanwhile.writer, later]);
  }
}

const missing: Place = { found: false };
const placeOf = (value: StoredValue | undefined): Place =>
  value === undefined ? missing : { found: true, value: value.value };

const combinePart = (rule: CombiningRule, key: string, path: ValuePath, present: Place, written: StoredValue): Value =>
  combineAt({ rule, key: formatPath(key, path) }, present, written.value);

function sameOrBothMissing(a: StoredValue | undefined, b: StoredValue | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameStored(a, b);
}

function conflictError(
  key: string,
  path: ValuePath | undefined,
  [earlier, later]: readonly [ActivationPath | undefined, ActivationPath],
): WtbError {
  const place = formatPath(key, path ?? []);
  return new WtbError({
    code: 'context/conflict',
    message: `\`${later}\` writes \`${place}\`, which ${earlier === undefined ? 'was changed' : `\`${earlier}\` wrote`} while it ran; its merge rule is \`error\`.`,
    place: { key, ...(path === undefined ? {} : { path: place }) },
    remedy: 'Let only one of the parallel nodes write the key, or choose a merge rule that combines.',
  });
}

const refused = (error: ErrorInfo, conflicts: readonly WriteConflict[] = noConflicts): WriteOutcome => ({
  type: 'refused',
  error,
  conflicts,
});

function finished(head: Head, conflicts: readonly WriteConflict[], limits: ContextLimits | undefined): WriteOutcome {
  const { context } = head;
  const changes = head.changes ?? noChanges;
  const problem = limitProblem(context, changes, limits);
  return problem === undefined ? { type: 'applied', context, changes, conflicts } : refused(problem, conflicts);
}
