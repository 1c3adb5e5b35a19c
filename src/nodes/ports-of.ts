import type { NodeDefinition } from '../model/node-definition.ts';

type Ports = ReturnType<NodeDefinition['ports']>;

/** Kinds that have one way out. */
export const onlyNext = (): Ports => ({ names: ['next'], any: false });

/** Kinds that nothing follows. */
export const noPorts = (): Ports => ({ names: [], any: false });

/** Kinds that may give up: a second way out where they are told when. */
export const timeoutPort = (timeoutMs: unknown): Ports => ({
  names: typeof timeoutMs === 'number' ? ['next', 'timeout'] : ['next'],
  any: false,
});
