import type { ActivationRequest, ContextSnapshot } from '../../src/model/activation.ts';
import { activationNumber, activationPath, executionId, nodeId, valueHash, variantId } from '../../src/model/ids.ts';
import type { Value } from '../../src/model/value.ts';

/** A snapshot over plain values; every object has its identity as hash. */
export function snapshotOf(values: Readonly<Record<string, Value>>): ContextSnapshot {
  const keys = Object.keys(values);
  const reads = new Set<string>();
  let allKeys = false;
  const has = (key: string): boolean => Object.hasOwn(values, key);
  return {
    get(key) {
      reads.add(key);
      return has(key) ? values[key] : undefined;
    },
    has(key) {
      reads.add(key);
      return has(key);
    },
    keys() {
      allKeys = true;
      return keys;
    },
    hashOf: (key) => (has(key) ? hashOf(values[key]) : undefined),
    visibleKeys: () => keys,
    peek: (key) => (has(key) ? values[key] : undefined),
    recordReads(more, all) {
      for (const key of more) reads.add(key);
      allKeys ||= all;
    },
    readSet: () => ({
      keys: Object.fromEntries([...reads].map((key) => [key, has(key) ? hashOf(values[key]) : null])),
      allKeys,
    }),
  };
}

const identities = new WeakMap<object, number>();
let last = 0;
function hashOf(value: Value): ReturnType<typeof valueHash> {
  if (typeof value !== 'object' || value === null) return valueHash(`${typeof value}:${String(value)}`);
  const known = identities.get(value) ?? ++last;
  identities.set(value, known);
  return valueHash(`object:${known}`);
}

export interface ActivationParts {
  readonly context?: Readonly<Record<string, Value>>;
  readonly request?: Partial<ActivationRequest>;
}

export function activationOf({ context = {}, request = {} }: ActivationParts = {}): ActivationRequest {
  return {
    executionId: executionId('x1'),
    activation: activationNumber(1),
    path: activationPath('train'),
    node: nodeId('train'),
    kind: 'code',
    variant: variantId('forest'),
    attempt: 1,
    iteration: 1,
    config: {},
    context: snapshotOf(context),
    input: undefined,
    executionInput: undefined,
    seed: 'seed-1',
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    waits: [],
    ...request,
  };
}
