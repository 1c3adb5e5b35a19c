import type { NodeResult, ScopeTurn } from '../model/activation.ts';
import { storeValue } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { Value } from '../model/value.ts';
import type { Activation, Given, OpenScope } from './control.ts';
import type { PreparedTurn } from './input.ts';
import { recordedWrites } from './recorded-result.ts';
import { recordOf, stepOf } from './state.ts';
import type { ExecutionState } from './state.ts';

/** What a scope's executor is told; absent on its first turn. */
export function scopeTurn(state: ExecutionState, { scope }: Activation): ScopeTurn | undefined {
  if (scope === undefined) return undefined;
  const { told, opened } = scope;
  return {
    state: scope.state,
    news: scope.news.slice(0, told?.news),
    opened,
    // Those that this turn has opened already count; what closed since it was told, it will be told later.
    open: told === undefined ? scope.open.length : told.open + opened - told.opened,
    spawned: scope.spawned.slice(0, told?.spawned).map((given) => givenValue(state, given)),
    results: () => new Map(scope.results.values()),
  };
}

/** A turn's outcome as the core takes it. Throws `WtbError` where a local can't be stored. */
export function preparedTurn(
  result: Extract<NodeResult, { readonly type: 'opened' }>,
  seen: OpenScope | undefined,
): PreparedTurn {
  const { frames, state, results = [], tolerates = 0, takes, cancelOpen } = result;
  const spawned = seen?.told?.spawned ?? 0;
  return {
    record: {
      news: seen?.told?.news ?? 0,
      spawned: Math.min(takes ?? spawned, spawned),
      tolerates,
      results,
      cancels: cancelOpen === true,
    },
    state,
    frames: frames.map(({ locals, ...frame }) => ({
      ...frame,
      locals: Object.keys(locals).map((key) => ({ key, value: storeValue(locals[key], { key }) })),
    })),
  };
}

/** A value that a step gave: what it spawned, or (for its handler) what it returned or wrote. */
export function givenValue(state: ExecutionState, given: Given): Value {
  if (!('from' in given)) return given.value;
  const values = givenStored(state, given);
  if (given.act !== undefined || values.whole !== undefined) return values.whole?.value;
  return Object.fromEntries(values.keys.map(({ key, value }) => [key, value.value]));
}

/** The stored values behind one: to have them at hand in time. */
export function* givenValues(state: ExecutionState, given: Given): IterableIterator<StoredValue> {
  const { whole, keys } = givenStored(state, given);
  if (whole !== undefined) yield whole;
  else for (const { value } of keys) yield value;
}

interface Stored {
  readonly whole: StoredValue | undefined;
  readonly keys: readonly { readonly key: string; readonly value: StoredValue }[];
}

function givenStored(state: ExecutionState, given: Given): Stored {
  const record = 'from' in given ? recordOf(state, given.from) : undefined;
  const step = record && stepOf(record);
  if (step === undefined || !('from' in given)) return { whole: undefined, keys: [] };
  if (given.act === undefined) {
    return step.output === undefined
      ? { whole: undefined, keys: recordedWrites(step).writes }
      : { whole: step.output, keys: [] };
  }
  const act = step.acts?.[given.act];
  return { whole: act !== undefined && 'value' in act ? act.value : undefined, keys: [] };
}
