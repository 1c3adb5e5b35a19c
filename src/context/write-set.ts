import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import type { Limits, MergeRule } from '../model/graph-document.ts';
import type { ActivationPath } from '../model/ids.ts';
import type { ContextVersion, WrittenBy } from './context-version.ts';
import type { StoredValue } from './stored-value.ts';

/** What an activation wants the context to become. A key that is both removed and written is written. */
export interface WriteSet {
  readonly writes: readonly { readonly key: string; readonly value: StoredValue }[];
  readonly removed: readonly string[];
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
  readonly limits?: Pick<Required<Limits>, 'maxContextBytes' | 'maxValueBytes'>;
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
