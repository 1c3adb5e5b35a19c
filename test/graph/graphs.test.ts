import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/graph/problem.ts';
import { validateDocument } from '../../src/graph/validate.ts';
import type { GraphDocument, GraphNode, SubGraph } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { codeNode, graphFromText } from './graph-from-text.ts';

const node = (id: string, kind: string, config: JsonObject, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  kind,
  variants: [{ id: 'main', config }],
  ...more,
});
const subflow = (id: string, graph: string, more?: Partial<GraphNode>): GraphNode =>
  node(id, 'subflow', { graph }, more);
const bodyOf = (text: string): SubGraph => {
  const { nodes, edges } = graphFromText(text);
  return { nodes, edges };
};
const only = (...nodes: GraphNode[]): SubGraph => ({ nodes, edges: [] });
const running = (graphs: Record<string, SubGraph>, ...nodes: GraphNode[]): GraphDocument => ({
  ...graphFromText('a'),
  nodes: [...nodes, ...Object.keys(graphs).map((name) => subflow(`run-${name}`, name))],
  graphs,
});
const problemsOf = (document: GraphDocument): Problem[] => validateDocument(document, nodeKinds);
const codesOf = (document: GraphDocument): string[] =>
  problemsOf(document).map(({ severity, code }) => `${severity} ${code}`);

describe('problems inside a named graph', () => {
  it('are found as in the document itself, with their places in it', () => {
    const item = bodyOf('x -> y -> z');
    const edges = item.edges.map((edge) => (edge.id === 'e2' ? { ...edge, port: 'no' } : edge));
    const document = running({
      item: {
        nodes: [
          ...item.nodes.map((each) =>
            each.id === 'y' ? node('y', 'transform', { expression: '1' }, { output: 'o' }) : each,
          ),
          { id: 'w', kind: 'teleport' },
        ],
        edges,
      },
    });
    expect(problemsOf(document)).toMatchObject([
      { code: 'document/unknown-kind', place: { path: 'graphs.item.nodes[3].kind', node: 'item/w' } },
      { code: 'document/unknown-port', place: { path: 'graphs.item.edges[1].port', edge: 'item/e2', node: 'item/y' } },
    ]);
  });

  it('include a graph with nothing to run', () => {
    expect(problemsOf(running({ item: only({ id: 'n', kind: 'note' }) }))).toMatchObject([
      { severity: 'error', code: 'document/no-start', place: { path: 'graphs.item.nodes' } },
    ]);
  });

  it('include expressions', () => {
    const { nodes, edges } = bodyOf('x -> y');
    const document = running({
      item: {
        nodes: nodes.map((each) => ({ ...each, input: 'in' })),
        edges: edges.map((each) => ({ ...each, when: 'w' })),
      },
    });
    const found = validateDocument(document, nodeKinds, { checkExpression: () => ({ message: 'no', position: 0 }) });
    expect(found.map(({ place }) => [place?.path, place?.node ?? place?.edge])).toEqual([
      ['graphs.item.nodes[0].input', 'item/x'],
      ['graphs.item.nodes[1].input', 'item/y'],
      ['graphs.item.edges[0].when', 'item/e1'],
    ]);
  });

  it('include expressions of scopes and merge rules', () => {
    const context = { merge: { total: { expression: 'm' }, log: 'append' as const } };
    const loop = node('l', 'loop', { graph: 'item', while: 'w', result: 'r' }, { output: 'o' });
    const document = { ...running({ item: { ...bodyOf('x'), context } }, loop), context };
    const found = validateDocument(document, nodeKinds, { checkExpression: () => ({ message: 'no', position: 0 }) });
    expect(found.map(({ place }) => place?.path)).toEqual([
      'context.merge.total.expression',
      'nodes[0].variants[0].config.while',
      'nodes[0].variants[0].config.result',
      'graphs.item.context.merge.total.expression',
    ]);
  });

  it('may have ids that other graphs have', () => {
    expect(problemsOf(running({ one: bodyOf('a -> b'), two: bodyOf('a -> b') }, codeNode('a')))).toEqual([]);
  });
});

describe('references to graphs', () => {
  it('to one that is not there are errors', () => {
    expect(problemsOf(running({}, subflow('s', 'gone')))).toMatchObject([
      {
        severity: 'error',
        code: 'document/unknown-graph',
        place: { path: 'nodes[0].variants[0].config.graph', node: 's', variant: 'main' },
      },
    ]);
    expect(codesOf(running({}, subflow('s', '')))).toEqual(['error document/unknown-graph']);
    expect(codesOf(running({}, subflow('s', 'constructor')))).toEqual(['error document/unknown-graph']);
  });

  it('to a stored workflow are none to a graph', () => {
    expect(codesOf(running({}, node('s', 'subflow', { workflow: 'other' })))).toEqual([]);
  });

  it('that no scope makes leave a graph unused', () => {
    const document = running({ used: bodyOf('x') });
    const graphs = { ...document.graphs, lonely: only(subflow('s', 'pair')), pair: bodyOf('y') };
    expect(problemsOf({ ...document, graphs })).toMatchObject([
      { severity: 'warning', code: 'document/unused-graph', place: { path: 'graphs.lonely' } },
      { severity: 'warning', code: 'document/unused-graph', place: { path: 'graphs.pair' } },
    ]);
  });
});

describe('recursion', () => {
  const condition = node('if', 'condition', { cases: [{ port: 'yes', when: 'x' }], default: 'no' });

  it('without a way out is doubtful', () => {
    expect(problemsOf(running({ g: only(codeNode('x'), subflow('again', 'g')) }))).toMatchObject([
      {
        severity: 'warning',
        code: 'document/endless-recursion',
        place: { path: 'graphs.g.nodes[1]', node: 'g/again' },
      },
    ]);
    const around = running({ g: only(subflow('on', 'h')), h: only(codeNode('x'), subflow('back', 'g')) });
    expect(codesOf(around)).toEqual(['warning document/endless-recursion']);
  });

  it.each<[string, SubGraph]>([
    [
      'behind a condition',
      { nodes: [condition, subflow('s', 'g')], edges: [{ id: 'e', source: 'if', target: 's', port: 'yes' }] },
    ],
    [
      'behind an edge with a condition',
      { nodes: [codeNode('x'), subflow('s', 'g')], edges: [{ id: 'e', source: 'x', target: 's', when: 'y' }] },
    ],
    ['in a map, which may have no items', only(node('m', 'map', { graph: 'g', over: '[]' }))],
    [
      'in one of several variants',
      only({
        id: 's',
        kind: 'subflow',
        variants: [
          { id: 'a', config: { graph: 'g' } },
          { id: 'b', config: { graph: 'other' } },
        ],
      }),
    ],
    ['beside an end', only(subflow('s', 'g'), node('e', 'end', { what: 'scope' }))],
  ])('has a way out %s', (_, g) => {
    expect(codesOf(running({ g, other: bodyOf('x') }))).toEqual([]);
  });
});

describe('nodes that undo others', () => {
  const of = (text: string, compensate: Record<string, string>, more: Partial<GraphDocument> = {}): GraphDocument => {
    const document = graphFromText(text);
    const nodes = document.nodes.map((each) => {
      const by = compensate[each.id];
      return by === undefined ? each : { ...each, compensate: by };
    });
    return { ...document, nodes, ...more };
  };

  it('stand apart, and may undo several', () => {
    expect(problemsOf(of('a -> b; undo', { a: 'undo', b: 'undo' }))).toEqual([]);
  });

  it.each<[string, GraphDocument, object]>([
    ['one that is not there', of('a', { a: 'gone' }), { path: 'nodes[0].compensate', node: 'a' }],
    ['the node itself', of('a', { a: 'a' }), { path: 'nodes[0].compensate', node: 'a' }],
    ['one with an edge to it', of('a -> undo', { a: 'undo' }), { path: 'edges[0]', node: 'undo', edge: 'e1' }],
    ['one with an edge from it', of('a; undo -> b', { a: 'undo' }), { path: 'edges[0]', node: 'undo' }],
  ])('can not be %s', (_, document, place) => {
    const found = problemsOf(document).filter(({ severity }) => severity === 'error');
    expect(found).toMatchObject([{ code: 'document/bad-compensation', place }]);
  });

  it('can not be notes or starts', () => {
    const document = of('a; undo', { a: 'undo' });
    const [a, undo] = document.nodes;
    expect(codesOf({ ...document, nodes: [a!, { id: 'undo', kind: 'note' }] })).toEqual([
      'error document/bad-compensation',
    ]);
    const starting = { ...document, nodes: [a!, { ...undo!, start: true }] };
    expect(codesOf(starting)).toContain('error document/bad-compensation');
  });
});

describe('default edges', () => {
  const document = graphFromText('a -> b; a -> c; a -> d');
  const changed = (...changes: object[]): GraphDocument => ({
    ...document,
    edges: document.edges.map((edge, index) => ({ ...edge, ...changes[index] })),
  });

  it('are one per port', () => {
    expect(problemsOf(changed({ default: true }, { when: 'x' }))).toEqual([]);
    expect(problemsOf(changed({ default: true }, {}, { default: true }))).toMatchObject([
      { severity: 'error', code: 'document/too-many-defaults', place: { path: 'edges[2].default', edge: 'e3' } },
    ]);
  });

  it('have no condition', () => {
    expect(problemsOf(changed({ default: true, when: 'x' }))).toMatchObject([
      { severity: 'error', code: 'document/bad-value', place: { path: 'edges[0].when', edge: 'e1' } },
    ]);
  });
});

describe('ending and cancelling', () => {
  it('names nodes of the same graph', () => {
    const item = only(codeNode('x'), node('c', 'cancel', { nodes: ['x', 'a'] }));
    expect(problemsOf(running({ item }, codeNode('a')))).toMatchObject([
      {
        code: 'document/bad-config',
        place: { path: 'graphs.item.nodes[1].variants[0].config.nodes[1]', node: 'item/c' },
      },
    ]);
  });

  it('ends an iteration or a scope only where there is one', () => {
    const end = (what: string): GraphNode => node('e', 'end', { what });
    expect(codesOf(running({}, end('scope')))).toEqual(['error document/bad-config']);
    expect(codesOf(running({}, end('iteration')))).toEqual(['error document/bad-config']);
    expect(codesOf(running({}, end('execution')))).toEqual([]);
    expect(codesOf(running({ item: only(end('scope')) }))).toEqual([]);
  });
});

describe('locks', () => {
  it('that a scope holds are not waited for in it', () => {
    const inner = only({ ...codeNode('x'), lock: 'door' });
    const document = running(
      { item: inner, outer: only(subflow('s', 'item')) },
      subflow('s', 'outer', { lock: 'door' }),
    );
    expect(problemsOf(document)).toMatchObject([
      { severity: 'warning', code: 'document/bad-lock', place: { path: 'nodes[0].lock', node: 's' } },
    ]);
    expect(codesOf(running({ item: inner }, subflow('s', 'item', { lock: 'gate' })))).toEqual([]);
  });
});
