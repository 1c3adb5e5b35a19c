import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/graph/config-check.ts';
import type { Problem } from '../../src/graph/problem.ts';
import { validateDocument } from '../../src/graph/validate.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { codeDefinition } from '../../src/nodes/code/definition.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { codeNode, graphFromText } from './graph-from-text.ts';

const plain = graphFromText('a -> b -> c');
function changed(node: string, changes: Partial<GraphNode>, document: GraphDocument = plain): GraphDocument {
  return { ...document, nodes: document.nodes.map((each) => (each.id === node ? { ...each, ...changes } : each)) };
}
function edgeChanged(edge: string, changes: Partial<GraphEdge>, document: GraphDocument = plain): GraphDocument {
  return { ...document, edges: document.edges.map((each) => (each.id === edge ? { ...each, ...changes } : each)) };
}
const conditions = (text: string, ...ids: string[]): GraphDocument => {
  const config = { cases: [{ port: 'next', when: 'x' }], default: 'no' };
  return ids.reduce(
    (document, id) => changed(id, { kind: 'condition', variants: [{ id: 'main', config }] }, document),
    graphFromText(text),
  );
};
const problemsOf = (document: GraphDocument): Problem[] => validateDocument(document, nodeKinds);

describe('a sound document', () => {
  it('has no problems', () => {
    expect(problemsOf(plain)).toEqual([]);
    expect(problemsOf(conditions('s -> a -> if -> b; if -> a', 'if'))).toEqual([]);
  });
});

describe('each kind of problem is found, with its place', () => {
  const main = { id: 'main', config: { source: '' } };
  const twoStarts = graphFromText('a -> b; c -> d');
  const cases: [string, GraphDocument, object][] = [
    ['document/duplicate-id', { ...plain, nodes: [...plain.nodes, codeNode('a')] }, { path: 'nodes[3].id', node: 'a' }],
    [
      'document/duplicate-id',
      { ...plain, edges: [...plain.edges, { id: 'e1', source: 'a', target: 'c' }] },
      { path: 'edges[2].id', edge: 'e1' },
    ],
    [
      'document/duplicate-id',
      changed('b', { variants: [main, main] }),
      { path: 'nodes[1].variants[1].id', node: 'b', variant: 'main' },
    ],
    ['document/dangling-edge', edgeChanged('e2', { target: 'zz' }), { path: 'edges[1].target', edge: 'e2' }],
    ['document/dangling-edge', edgeChanged('e1', { source: 'zz' }), { path: 'edges[0].source', edge: 'e1' }],
    ['document/missing-variant', changed('b', { active: 'zz' }), { path: 'nodes[1].active', node: 'b', variant: 'zz' }],
    [
      'document/missing-variant',
      { ...plain, nodes: [...plain.nodes, { id: 'd', kind: 'code' }] },
      { path: 'nodes[3].variants', node: 'd' },
    ],
    ['document/unknown-kind', changed('c', { kind: 'teleport' }), { path: 'nodes[2].kind', node: 'c' }],
    [
      'document/unknown-port',
      edgeChanged('e1', { port: 'maybe' }, conditions('a -> b', 'a')),
      { path: 'edges[0].port', edge: 'e1', node: 'a' },
    ],
    [
      'document/unknown-port',
      edgeChanged('e1', { port: 'error' }, conditions('a -> b', 'a')),
      { path: 'edges[0].port', edge: 'e1' },
    ],
    [
      'document/bad-config',
      changed('a', { variants: [{ id: 'main', config: { source: 3 } }] }),
      { path: 'nodes[0].variants[0].config.source', node: 'a', variant: 'main' },
    ],
    [
      'document/bad-config',
      changed('a', { variants: [{ id: 'main', config: { source: '', extra: 1 } }] }),
      { path: 'nodes[0].variants[0].config', node: 'a' },
    ],
    ['document/bad-value', changed('a', { output: 'x', writes: ['y'] }), { path: 'nodes[0].writes', key: 'x' }],
    ['document/bad-join', changed('c', { join: { first: 2 } }), { path: 'nodes[2].join', node: 'c' }],
    ['document/unreachable-node', changed('c', { start: true }, twoStarts), { path: 'nodes[0]', node: 'a' }],
    ['document/no-start', { ...plain, nodes: [], edges: [] }, { path: 'nodes' }],
    ['document/ring-start', graphFromText('a -> b -> a'), { path: 'nodes[0]', node: 'a' }],
    ['document/condition-cycle', conditions('s -> a -> b -> a', 'a', 'b'), { path: 'nodes[1]', node: 'a' }],
    ['document/condition-cycle', conditions('s -> a -> a', 'a'), { path: 'nodes[1]', node: 'a' }],
  ];

  it.each(cases)('%s (%#)', (code, document, place) => {
    const found = problemsOf(document).filter((each) => each.code === code);
    expect(found[0]).toMatchObject({ code, place });
    expect(found[0]?.message).toMatch(/^[A-Z].*\.$/s);
    expect(found[0]?.remedy).toMatch(/\.$/);
  });

  it('a join on all of two outcomes of one node, of which only one is taken', () => {
    const document = edgeChanged('e2', { port: 'no' }, conditions('a -> b; a -> b', 'a'));
    expect(problemsOf(changed('b', { join: 'all' }, document))).toMatchObject([
      { severity: 'error', code: 'document/bad-join', place: { node: 'b' } },
    ]);
  });

  it('allows an edge on the error port where the node hands its errors on', () => {
    const document = edgeChanged('e1', { port: 'error' }, conditions('a -> b', 'a'));
    expect(problemsOf(changed('a', { onError: 'edge' }, document))).toEqual([]);
  });

  it('only warns of what does not keep the rest from running', () => {
    const warnings = problemsOf(changed('c', { start: true }, twoStarts));
    expect(warnings.map((each) => each.severity)).toEqual(['warning', 'warning']);
  });

  it('reports many problems at once', () => {
    const document = changed('a', { kind: 'x' }, edgeChanged('e2', { target: 'zz' }));
    expect(problemsOf(document).map((each) => each.code)).toEqual(['document/unknown-kind', 'document/dangling-edge']);
  });
});

describe('expressions', () => {
  it('are checked where a check is given: conditions, inputs and what kinds declare', () => {
    const base = conditions('a -> b', 'a');
    const document = edgeChanged('e1', { when: 'ok\nbad' }, changed('b', { input: 'bad' }, base));
    const checkExpression = (text: string) => ({ message: 'no', position: text.length - 1 });
    const places = validateDocument(document, nodeKinds, { checkExpression }).map((each) => each.place);
    expect(places).toMatchObject([
      { path: 'nodes[0].variants[0].config.cases[0].when', node: 'a', variant: 'main' },
      { path: 'nodes[1].input', node: 'b', line: 1, column: 3 },
      { path: 'edges[0].when', edge: 'e1', line: 2, column: 3 },
    ]);
  });

  it('are checked in merge rules, of named graphs too', () => {
    const context = { merge: { a: { expression: 'bad' }, b: 'sum' as const } };
    const graphs = { item: { context, nodes: [], edges: [] } };
    const checkExpression = (text: string) => (text === 'bad' ? { message: 'no', position: 0 } : undefined);
    const places = validateDocument({ ...plain, context, graphs }, nodeKinds, { checkExpression })
      .filter(({ code }) => code === 'document/bad-expression')
      .map((each) => each.place);
    expect(places).toMatchObject([
      { path: 'context.merge.a.expression', key: 'a' },
      { path: 'graphs.item.context.merge.a.expression', key: 'a' },
    ]);
  });
});

describe('configs', () => {
  it('are checked once per reference', () => {
    const config = { source: 3 };
    expect(checkConfig(config, codeDefinition.configSchema)).toBe(checkConfig(config, codeDefinition.configSchema));
  });
});

describe('one mistake is said once', () => {
  const over = (config: JsonObject, graphs: object = { score: graphFromText('x') }) =>
    problemsOf({
      ...graphFromText('a'),
      nodes: [{ id: 'a', kind: 'map', variants: [{ id: 'main', config }] }],
      graphs: graphs as NonNullable<GraphDocument['graphs']>,
    }).map(({ message }) => message);

  it.each<[string, JsonObject, string]>([
    [
      'a misspelt graph',
      { over: 'rows', graph: 'scor' },
      'Node “a” runs the graph “scor”, and the document has none of that name.',
    ],
    ['no graph chosen', { over: 'rows', graph: '' }, 'Node “a” does not say which graph it runs.'],
    ['no graph', { over: 'rows' }, 'The configuration of node “a” needs “graph” or “workflow”.'],
    [
      'another setting',
      { over: 'rows', graph: 'score', maxConcurrency: 0 },
      'The setting “Items at a time” (`maxConcurrency`) of node “a” must be 1 or more, but is 0.',
    ],
    [
      'an alternative',
      { over: 'rows', graph: 'score', onFailure: 'wait' },
      'The setting “When an item fails” (`onFailure`) of node “a” must be "fail", "collect" or an object, but is "wait".',
    ],
    [
      'an unknown setting',
      { over: 'rows', graph: 'score', extra: 1 },
      'The configuration of node “a” has the key “extra”, which is not known here.',
    ],
  ])('%s', (_, config, message) => {
    expect(over(config)).toEqual([message]);
  });

  it('and a graph that nobody names is said where every scope names one', () => {
    const graphs = { score: graphFromText('x'), spare: graphFromText('y') };
    expect(over({ over: 'rows', graph: 'score' }, graphs)).toEqual([
      'The graph “spare” never runs: no scope that can run refers to it.',
    ]);
  });
});
