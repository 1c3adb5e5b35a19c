import { describe, expect, it } from 'vitest';
import { embedWorkflows, type LoadWorkflow } from '../../src/graph/embed-workflows.ts';
import { WtbError } from '../../src/model/errors.ts';
import type { GraphDocument, GraphNode } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { codeNode, graphFromText } from './graph-from-text.ts';

const subflow = (id: string, config: JsonObject): GraphNode => ({
  id,
  kind: 'subflow',
  variants: [{ id: 'main', config }],
});
const documentOf = (id: string, nodes: GraphNode[], more: Partial<GraphDocument> = {}): GraphDocument => ({
  format: 'wtb/1',
  id,
  name: `The ${id}`,
  nodes,
  edges: [],
  ...more,
});
const storeOf =
  (...documents: GraphDocument[]): LoadWorkflow =>
  (workflow, version) => {
    const document = documents.find(({ id }) => id === workflow);
    if (document === undefined) return Promise.resolve(undefined);
    const kept = version === undefined || version === '3';
    return Promise.resolve(kept ? { document, version: 3 } : { missing: 'version', versions: [3] });
  };
const configsOf = (nodes: readonly GraphNode[] | undefined): unknown[] =>
  (nodes ?? []).flatMap(({ variants = [] }) => variants.map(({ config }) => config));

describe('embedding stored workflows', () => {
  it('leaves a document that refers to none as it is', async () => {
    const document = { ...graphFromText('a -> b'), graphs: { item: { nodes: [codeNode('x')], edges: [] } } };
    expect(await embedWorkflows(document, storeOf())).toBe(document);
  });

  it('puts them among the graphs, isolated, and lets the configs name these', async () => {
    const orders = documentOf('orders', [codeNode('x')], { context: { initial: { n: 1 } } });
    const root = documentOf('root', [
      subflow('a', { workflow: 'orders', result: 'n' }),
      subflow('b', { workflow: 'plain', version: '3' }),
      subflow('c', { workflow: 'orders' }),
    ]);
    const { nodes, graphs } = await embedWorkflows(root, storeOf(orders, documentOf('plain', [codeNode('y')])));
    expect(configsOf(nodes)).toEqual([{ graph: 'orders', result: 'n' }, { graph: 'plain-v3' }, { graph: 'orders' }]);
    const edges: GraphDocument['edges'] = [];
    const origin = { workflow: 'orders', version: 3 };
    expect(graphs).toEqual({
      orders: { label: 'The orders', origin, context: { initial: { n: 1 } }, nodes: orders.nodes, edges },
      'plain-v3': {
        label: 'The plain',
        origin: { workflow: 'plain', version: 3 },
        context: {},
        nodes: [codeNode('y')],
        edges,
      },
    });
  });

  it('embeds what they refer to as well, with their named graphs under names that are free', async () => {
    const inner = documentOf('inner', [subflow('x', { graph: 'item' })], {
      graphs: { item: { nodes: [subflow('y', { workflow: 'leaf' })], edges: [] } },
    });
    const root = documentOf('root', [subflow('a', { workflow: 'inner' }), subflow('b', { graph: 'item' })], {
      graphs: { item: { nodes: [codeNode('own')], edges: [] }, leaf: { nodes: [codeNode('mine')], edges: [] } },
    });
    const { nodes, graphs = {} } = await embedWorkflows(root, storeOf(inner, documentOf('leaf', [codeNode('z')])));
    expect(Object.keys(graphs)).toEqual(['item', 'leaf', 'inner', 'inner-item', 'leaf-2']);
    expect(configsOf(nodes)).toEqual([{ graph: 'inner' }, { graph: 'item' }]);
    expect(graphs['item']?.nodes).toEqual([codeNode('own')]);
    expect(configsOf(graphs['inner']?.nodes)).toEqual([{ graph: 'inner-item' }]);
    expect(configsOf(graphs['inner-item']?.nodes)).toEqual([{ graph: 'leaf-2' }]);
    expect(graphs['inner-item']?.context).toBeUndefined();
    expect(graphs['inner-item']?.origin).toEqual({ workflow: 'inner', version: 3 });
    expect(graphs['item']?.origin).toBeUndefined();
  });

  it('follows references in a circle once', async () => {
    const ping = documentOf('ping', [subflow('x', { workflow: 'pong' })]);
    const pong = documentOf('pong', [subflow('y', { workflow: 'ping' })]);
    const { graphs = {} } = await embedWorkflows(ping, storeOf(ping, pong));
    expect(Object.keys(graphs)).toEqual(['pong', 'ping']);
    expect(configsOf(graphs['ping']?.nodes)).toEqual([{ graph: 'pong' }]);
    expect(configsOf(graphs['pong']?.nodes)).toEqual([{ graph: 'ping' }]);
  });

  it('says where a workflow is named that is not there, or not in that version', async () => {
    const root = documentOf('root', [codeNode('a'), subflow('b', { workflow: 'gone' })]);
    await expect(embedWorkflows(root, storeOf())).rejects.toMatchObject({
      info: {
        code: 'document/unknown-graph',
        place: { path: 'nodes[1].variants[0].config.workflow', node: 'b', variant: 'main' },
      },
    });
    const old = documentOf('old', [subflow('x', { workflow: 'root', version: '2' })]);
    await expect(
      embedWorkflows(documentOf('top', [subflow('a', { workflow: 'old' })]), storeOf(old, root)),
    ).rejects.toMatchObject({
      info: {
        message: expect.stringContaining('version 3 is the one') as string,
        place: { path: 'graphs.old.nodes[0].variants[0].config.workflow', node: 'old/x' },
      },
    });
  });

  it('says which versions there are, and when the workflow was deleted', async () => {
    const pinned = documentOf('root', [subflow('a', { workflow: 'w', version: '2' })]);
    const message = async (load: LoadWorkflow) => {
      const thrown: unknown = await embedWorkflows(pinned, load).catch((error: unknown) => error);
      return thrown instanceof WtbError ? `${thrown.message} ${thrown.info.remedy}` : '';
    };
    const versions = Array.from({ length: 14 }, (_, index) => 20 - index);
    expect(await message(async () => ({ missing: 'version', versions }))).toBe(
      'Node “a” runs the workflow “w” in version 2, which is not kept: there are 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9' +
        ' and 2 older ones. Choose a version that is kept, or the latest.',
    );
    expect(await message(async () => ({ missing: 'deleted', versions }))).toBe(
      'Node “a” runs the workflow “w” in version 2, which was deleted. Restore it, or choose another workflow.',
    );
    expect(await message(async () => ({ document: documentOf('w', []), version: 3 }))).toContain('version 2');
  });
});
