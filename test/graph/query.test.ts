import { describe, expect, it } from 'vitest';
import { layoutDocument } from '../../src/graph/layout.ts';
import { applyEdits } from '../../src/graph/edit.ts';
import { downstream, indexOf, neighbour, upstream } from '../../src/graph/query.ts';
import { graphFromText } from './graph-from-text.ts';

const document = graphFromText('a -> b -> d -> e; a -> c -> d; d -> d; e -> b; x');
const placed = applyEdits(document, [{ type: 'move-nodes', positions: layoutDocument(document) }]);
const index = indexOf(placed);

describe('queries', () => {
  it('list the edges of a node in document order', () => {
    expect(index.outgoing('a').map((edge) => edge.target)).toEqual(['b', 'c']);
    expect(index.incoming('d').map((edge) => edge.source)).toEqual(['b', 'c', 'd']);
    expect(index.incoming('x')).toEqual([]);
  });

  it('find what is reached, through cycles', () => {
    expect([...downstream(index, ['c'])].sort()).toEqual(['b', 'c', 'd', 'e']);
    expect([...upstream(index, ['c'])].sort()).toEqual(['a', 'c']);
  });

  it('walk along edges to the left and right, and among siblings up and down', () => {
    expect(neighbour(index, 'a', 'right')).toBe('b');
    expect(neighbour(index, 'd', 'right')).toBe('e');
    expect(neighbour(index, 'd', 'left')).toBe('b');
    expect(neighbour(index, 'x', 'left')).toBeUndefined();
    expect([neighbour(index, 'b', 'up'), neighbour(index, 'b', 'down')].filter(Boolean)).toContain('c');
  });

  it('take the first of two things with one id', () => {
    const twice = { ...document, nodes: [...document.nodes, { id: 'a', kind: 'note' }] };
    expect(indexOf(twice).node('a')?.kind).toBe('code');
  });
});
