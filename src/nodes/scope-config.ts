import type { ActivationRequest, NodeResult } from '../model/activation.ts';
import { WtbError } from '../model/errors.ts';
import type { Value } from '../model/value.ts';
import { configText } from './node-failure.ts';

/** The graph that a scope's config names. Throws `WtbError` where it names none. */
export function graphOf({ config }: Pick<ActivationRequest, 'config'>): string {
  const graph = configText(config, 'graph');
  if (graph !== '') return graph;
  throw new WtbError({
    code: 'document/unknown-graph',
    message: 'The node does not say which graph it runs.',
    remedy: 'Choose a graph of the document in its settings.',
    retryable: false,
  });
}

/** The keys that flow out; `undefined` for all. */
export function exportsOf({ config }: Pick<ActivationRequest, 'config'>): readonly string[] | undefined {
  const { exports } = config;
  if (!Array.isArray(exports) || exports.length === 0) return undefined;
  return exports.filter((key) => typeof key === 'string');
}

/** What a scope comes to: its value, and which keys flow out of its frames. */
export function scopeReturned(
  activation: Pick<ActivationRequest, 'config'>,
  value: Value,
  removed?: readonly string[],
): NodeResult {
  const exports = exportsOf(activation);
  return {
    type: 'returned',
    value,
    ...(removed === undefined ? {} : { removed }),
    ...(exports === undefined ? {} : { exports }),
  };
}

export interface Items {
  readonly values: readonly Value[];
  /** Of an object, in its order. */
  readonly keys: readonly string[] | undefined;
}

/** What a list or an object gives one after the other. Nothing at all counts as an empty list. */
export function itemsFrom(value: Value, expression: string): Items {
  if (value === undefined || value === null) return { values: [], keys: undefined };
  if (Array.isArray(value)) return { values: value as readonly Value[], keys: undefined };
  if (
    typeof value === 'object' &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  ) {
    return { values: Object.values(value), keys: Object.keys(value) };
  }
  throw new WtbError({
    code: 'node/expression',
    message: `\`${expression}\` gives a ${typeof value}; a list or an object is needed.`,
    remedy: 'Give a list, or an object whose values are the items.',
    retryable: false,
  });
}

/**
 * The items of one activation, evaluated once for all its turns; after a restart once more. A cache, not state: the context
 * that it is evaluated over never changes.
 */
export class ItemCache {
  private readonly known = new WeakMap<ActivationRequest['context'], Promise<Items>>();

  get(context: ActivationRequest['context'], evaluate: () => Promise<Value>, expression: string): Promise<Items> {
    let items = this.known.get(context);
    if (items === undefined) {
      items = evaluate().then((value) => itemsFrom(value, expression));
      this.known.set(context, items);
    }
    return items;
  }
}
