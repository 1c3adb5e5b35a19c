import { useQueries, useQuery } from '@tanstack/react-query';
import type { CheckpointId, ExecutionId, ValueHash } from '../../model/ids.ts';
import type { Value, ValueRef } from '../../model/value.ts';
import type { EngineClient } from '../../host/engine-client.ts';
import { useWorkbench } from '../workbench/workbench.ts';

/** What a checkpoint or a hash names never changes: read once, kept while it is looked at, never read again. */
const forEver = { staleTime: Number.POSITIVE_INFINITY, networkMode: 'always', retry: false } as const;

export interface Point {
  readonly execution: ExecutionId;
  readonly checkpoint: CheckpointId;
}

function valueQuery(client: EngineClient, execution: ExecutionId | undefined, hash: ValueHash | undefined) {
  return {
    ...forEver,
    queryKey: ['value', hash ?? ''] as const,
    // A value of `undefined` is a value; react-query takes `undefined` for a failure.
    queryFn: async () => {
      if (execution === undefined || hash === undefined) throw new Error('No value is named.');
      return { value: await client.executions.value(execution, hash) };
    },
    enabled: execution !== undefined && hash !== undefined,
  };
}

export interface Loaded<T> {
  readonly data: T | undefined;
  readonly isPending: boolean;
  readonly error: unknown;
}

/** A value by its hash, wrapped, because the value itself may be `undefined`. `hash` absent reads nothing. */
export function useValue(
  execution: ExecutionId | undefined,
  hash: ValueHash | undefined,
): Loaded<{ readonly value: Value }> {
  const { client } = useWorkbench();
  return useQuery(valueQuery(client, execution, hash));
}

/** Several values; those not there yet are missing from the map. */
export function useValues(
  execution: ExecutionId | undefined,
  refs: readonly ValueRef[],
): { readonly values: ReadonlyMap<ValueHash, Value>; readonly isPending: boolean } {
  const { client } = useWorkbench();
  const hashes = [...new Set(refs.map((ref) => ref.hash))];
  const results = useQueries({ queries: hashes.map((hash) => valueQuery(client, execution, hash)) });
  const values = new Map<ValueHash, Value>();
  hashes.forEach((hash, index) => {
    const data = results[index]?.data;
    if (data !== undefined) values.set(hash, data.value);
  });
  return { values, isPending: results.some((result) => result.isPending) };
}

export function useContextAt(point: Point | undefined) {
  const { client } = useWorkbench();
  return useQuery({
    ...forEver,
    queryKey: ['context', point?.execution, point?.checkpoint],
    queryFn: () => {
      if (point === undefined) throw new Error('No checkpoint is named.');
      return client.executions.context(point.execution, point.checkpoint);
    },
    enabled: point !== undefined,
  });
}

/** Key by key, how two contexts differ; of two executions where they are two. */
export function useDiff(from: Point | undefined, to: Point | undefined) {
  const { client } = useWorkbench();
  return useQuery({
    ...forEver,
    queryKey: ['diff', from?.execution, from?.checkpoint, to?.execution, to?.checkpoint],
    queryFn: () => {
      if (from === undefined || to === undefined) throw new Error('A comparison needs two sides.');
      const other = from.execution === to.execution ? [] : [to.execution];
      return client.executions.diff(from.execution, from.checkpoint, to.checkpoint, ...other);
    },
    enabled: from !== undefined && to !== undefined,
  });
}
