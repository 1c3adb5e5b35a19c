import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import type { ContextDeclaration } from '../model/graph-document.ts';
import type { ActivationPath } from '../model/ids.ts';
import type { JsonObject, Value } from '../model/value.ts';
import { limitProblem } from './context-limits.ts';
import type { ContextLimits } from './context-limits.ts';
import { applyChanges } from './context-version.ts';
import type { ContextVersion, WrittenBy } from './context-version.ts';
import { contextProblems, fillDefaults, schemaError } from './schema.ts';
import type { SchemaProblem } from './schema.ts';
import { defaultAt, hasDefaults } from './schema-defaults.ts';
import { storeValue } from './store-value.ts';
import type { StoredValue } from './stored-value.ts';
import { sameStored } from './value-equality.ts';
import { setOwn } from './value-kind.ts';
import { writePath } from './value-path.ts';

export type OnInvalid = NonNullable<ContextDeclaration['onInvalid']>;

export interface EnforceSchema {
  readonly schema: JsonObject;
  readonly onInvalid: OnInvalid;
  /** The head before the commit. */
  readonly current: ContextVersion;
  /** What the commit makes of it, in key order, and the context with it. */
  readonly changes: readonly ContextChange<StoredValue>[];
  readonly context: ContextVersion;
  readonly by: WrittenBy;
  readonly limits?: ContextLimits;
}

/** A write that the schema kept from the context. */
export interface RejectedWrite {
  readonly key: string;
  readonly path: string;
  readonly rule: string;
  readonly message: string;
  readonly writer?: ActivationPath;
  /** What the key would have become; absent where it would have been removed. */
  readonly value?: StoredValue;
  /** The key with the schema's default put in; absent where it stays as it was. */
  readonly repaired?: StoredValue;
}

export type Enforced =
  | {
      readonly type: 'fits';
      readonly context: ContextVersion;
      readonly changes: readonly ContextChange<StoredValue>[];
      readonly rejected: readonly RejectedWrite[];
    }
  | { readonly type: 'broken'; readonly error: ErrorInfo };

/**
 * Brings what a commit makes of the context under its schema: fills in defaults where keys or properties are missing,
 * then checks what changed. What does not fit fails the commit, or leaves its key as it was, or gets the schema's
 * default in its place.
 */
export function enforceSchema(request: EnforceSchema): Enforced {
  const { schema, onInvalid, by } = request;
  const filled = withDefaults(request);
  const problems = contextProblems({ schema, ...filled });
  if (problems[0] === undefined) return within(request, { type: 'fits', ...filled, rejected: nobody });
  if (onInvalid === 'fail') return { type: 'broken', error: schemaError(problems[0], by) };
  return within(request, new Repair(request, filled).settle(problems));
}

const nobody: readonly RejectedWrite[] = [];

/** Defaults may be large, too. */
function within({ limits }: EnforceSchema, outcome: Extract<Enforced, { type: 'fits' }>): Enforced {
  const error = limitProblem(outcome.context, outcome.changes, limits);
  return error === undefined ? outcome : { type: 'broken', error };
}

type Changed = Pick<EnforceSchema, 'context' | 'changes'>;

function withDefaults({ schema, current, context, changes, by }: EnforceSchema): Changed {
  if (!hasDefaults(schema)) return { context, changes };
  const written: Record<string, Value> = {};
  for (const { key, after } of changes) if (after !== undefined) setOwn(written, key, after.value);
  const filled = fillDefaults(schema, written) as Record<string, Value>;
  if (filled === written) return { context, changes };
  const next = new Map(changes.map((change) => [change.key, change]));
  for (const key of Object.keys(filled)) {
    const change = next.get(key);
    if (change === undefined ? context.slots.has(key) : Object.is(filled[key], change.after?.value)) continue;
    next.set(key, { ...change, ...changeTo(current, key, storeValue(filled[key], { key })) });
  }
  return rebuilt(current, next.values(), by);
}

function changeTo(current: ContextVersion, key: string, after: StoredValue): ContextChange<StoredValue> {
  const before = current.slots.get(key)?.value;
  return before === undefined ? { key, after } : { key, before, after };
}

/** Changes that change nothing are left out. */
function rebuilt(current: ContextVersion, all: Iterable<ContextChange<StoredValue>>, by: WrittenBy): Changed {
  const changes = [...all]
    .filter(({ before, after }) => before === undefined || after === undefined || !sameStored(before, after))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { changes, context: applyChanges(current, changes, by) };
}

/** Takes keys back, or repairs them, until what is left fits. */
class Repair {
  private readonly request: EnforceSchema;
  private readonly changes: Map<string, ContextChange<StoredValue>>;
  private readonly rejected = new Map<string, RejectedWrite>();
  private changed: Changed;

  constructor(request: EnforceSchema, filled: Changed) {
    this.request = request;
    this.changed = filled;
    this.changes = new Map(filled.changes.map((change) => [change.key, change]));
  }

  settle(found: readonly SchemaProblem[]): Extract<Enforced, { type: 'fits' }> {
    const { schema, current, by } = this.request;
    let problems = found;
    while (problems.length > 0 && this.changes.size > 0) {
      for (const [key, own] of this.byKey(problems)) this.take(key, own);
      this.changed = rebuilt(current, this.changes.values(), by);
      problems = contextProblems({ schema, ...this.changed });
    }
    return { type: 'fits', ...this.changed, rejected: [...this.rejected.values()] };
  }

  /** What is wrong with the context as a whole is laid to every key that was written. */
  private byKey(problems: readonly SchemaProblem[]): Map<string, SchemaProblem[]> {
    const found = new Map<string, SchemaProblem[]>();
    const add = (key: string, problem: SchemaProblem) => found.set(key, [...(found.get(key) ?? []), problem]);
    for (const problem of problems) {
      const key = problem.segments.length === 0 ? undefined : String(problem.segments[0]);
      if (key !== undefined && this.changes.has(key)) add(key, problem);
    }
    if (found.size > 0) return found;
    for (const key of this.changes.keys()) add(key, problems[0] as SchemaProblem);
    return found;
  }

  private take(key: string, problems: readonly SchemaProblem[]): void {
    const change = this.changes.get(key) as ContextChange<StoredValue>;
    const { path, rule, message } = problems[0] as SchemaProblem;
    const { by, onInvalid } = this.request;
    const known = this.rejected.get(key);
    const value = known === undefined ? change.after : known.value;
    // A default that does not fit either is not tried again.
    const repaired = onInvalid === 'repair' && known === undefined ? this.repaired(key, change, problems) : undefined;
    this.rejected.set(key, {
      ...(known === undefined ? { key, path, rule, message } : firstSaid(known)),
      ...(by.path === undefined ? {} : { writer: by.path }),
      ...(value === undefined ? {} : { value }),
      ...(repaired === undefined ? {} : { repaired }),
    });
    if (repaired === undefined) this.changes.delete(key);
    else this.changes.set(key, { ...change, after: repaired });
  }

  /** The key with the schema's defaults at every place that is wrong; `undefined` where one of them has none. */
  private repaired(
    key: string,
    { after }: ContextChange<StoredValue>,
    problems: readonly SchemaProblem[],
  ): StoredValue | undefined {
    if (after === undefined) return undefined;
    let { value } = after;
    for (const { segments } of problems) {
      const found = segments.length === 0 ? undefined : defaultAt(this.request.schema, segments);
      if (found === undefined) return undefined;
      value = writePath(value, segments.slice(1), found.value, { key });
    }
    return storeValue(value, { key });
  }
}

const firstSaid = ({ key, path, rule, message }: RejectedWrite) => ({ key, path, rule, message });
