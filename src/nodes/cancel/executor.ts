import type { NodeExecutor } from '../../model/activation.ts';

/** Cancelling is done by the engine once this is committed. */
export const cancelExecutor: NodeExecutor = {
  execute({ config: { nodes } }) {
    const named = Array.isArray(nodes) ? nodes.filter((node) => typeof node === 'string') : [];
    return { type: 'returned', value: undefined, acts: [{ type: 'cancel', nodes: named }] };
  },
};
