import { createInlineHost, type InlineHostOptions } from '../../src/host/inline-host.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import type { EngineHost } from '../../src/host/engine-host.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';

/** A whole engine in this thread with ids and randomness that repeat. */
export function createTestHost(options: Partial<InlineHostOptions> = {}): EngineHost {
  let ids = 0;
  return createInlineHost({ clock: systemClock, createId: () => `id-${++ids}`, random: () => 0.5, ...options });
}

interface CodeNode {
  readonly id: string;
  readonly source: string;
  /** A second variant's source. */
  readonly other?: string;
}

/** A chain of code nodes. */
export function chain(nodes: readonly CodeNode[], initial: GraphDocument['context'] = {}): GraphDocument {
  return {
    format: 'wtb/1',
    id: 'chain',
    name: 'Chain',
    context: initial,
    nodes: nodes.map(({ id, source, other }) => ({
      id,
      kind: 'code',
      variants: [
        { id: 'a', config: { source, params: {} } },
        ...(other === undefined ? [] : [{ id: 'b', config: { source: other, params: {} } }]),
      ],
    })),
    edges: nodes.slice(1).map(({ id }, index) => ({ id: `e${index + 1}`, source: nodes[index]?.id ?? '', target: id })),
  };
}
