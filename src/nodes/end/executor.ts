import type { NodeAct } from '../../model/event.ts';
import type { NodeExecutor } from '../../model/activation.ts';

type What = Extract<NodeAct, { readonly type: 'end' }>['what'];

const whats: ReadonlySet<unknown> = new Set<What>(['iteration', 'scope', 'execution']);

/** Leaving is done by the engine once this is committed. */
export const endExecutor: NodeExecutor = {
  execute({ config: { what } }) {
    const act = { type: 'end' as const, what: whats.has(what) ? (what as What) : 'scope' };
    return { type: 'returned', value: undefined, acts: [act] };
  },
};
