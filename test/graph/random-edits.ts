import * as fc from 'fast-check';
import type { GraphEdit } from '../../src/graph/edit.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { codeNode, graphFromText, randomGraph } from './graph-from-text.ts';

const node = fc.nat(9).map((index) => `n${index}`);
const edge = fc.nat(12).map((index) => `e${index}`);
const variant = fc.constantFrom('main', 'v1', 'v2', 'v3');
const index = fc.option(fc.nat(5), { nil: undefined });
const at = (value: number | undefined): { readonly index?: number } => (value === undefined ? {} : { index: value });

/** Edits that may well name what is not there; ids that they add are their own, so that none is taken. */
const edit = (number: number): fc.Arbitrary<GraphEdit> =>
  fc.oneof(
    index.map((i): GraphEdit => ({ type: 'add-node', node: codeNode(`new${number}`), ...at(i) })),
    fc.array(node, { maxLength: 3 }).map((nodes): GraphEdit => ({ type: 'remove-nodes', nodes })),
    fc
      .tuple(node, fc.nat(500), fc.nat(500))
      .map(([id, x, y]): GraphEdit => ({ type: 'move-nodes', positions: [{ node: id, position: { x, y } }] })),
    fc
      .tuple(node, fc.constantFrom('A', undefined))
      .map(([id, label]): GraphEdit => ({ type: 'update-node', node: id, changes: { label } })),
    fc.tuple(node, node).map(([id, to]): GraphEdit => ({ type: 'rename-node-id', node: id, to })),
    node.map((id): GraphEdit => ({ type: 'add-variant', node: id, variant: { id: `own${number}` } })),
    fc
      .tuple(node, variant, variant)
      .map(([id, of, to]): GraphEdit => ({ type: 'update-variant', node: id, variant: of, changes: { id: to } })),
    fc.tuple(node, variant).map(([id, of]): GraphEdit => ({ type: 'remove-variant', node: id, variant: of })),
    fc
      .tuple(node, variant)
      .map(
        ([id, of]): GraphEdit => ({ type: 'duplicate-variant', node: id, variant: of, as: { id: `copy${number}` } }),
      ),
    fc.tuple(node, variant).map(([id, of]): GraphEdit => ({ type: 'set-active', node: id, variant: of })),
    fc
      .tuple(node, fc.array(variant))
      .map(([id, variants]): GraphEdit => ({ type: 'reorder-variants', node: id, variants })),
    fc.tuple(node, node, index).map(
      ([source, target, i]): GraphEdit => ({
        type: 'add-edge',
        edge: { id: `new${number}`, source, target },
        ...at(i),
      }),
    ),
    fc
      .tuple(edge, fc.constantFrom('x > 1', undefined))
      .map(([id, when]): GraphEdit => ({ type: 'update-edge', edge: id, changes: { when } })),
    fc.array(edge, { maxLength: 3 }).map((edges): GraphEdit => ({ type: 'remove-edges', edges })),
    fc.array(edge, { maxLength: 3 }).map((edges): GraphEdit => ({ type: 'reorder-edges', edges })),
    fc.string({ minLength: 1 }).map((name): GraphEdit => ({ type: 'update-document', changes: { name } })),
    fc.constant<GraphEdit>({ type: 'replace-document', document: graphFromText('n1 -> n2 -> n3') }),
  );

export const randomEdits: fc.Arbitrary<{ readonly document: GraphDocument; readonly edits: readonly GraphEdit[] }> =
  fc.record({
    document: randomGraph(8),
    edits: fc.tuple(...Array.from({ length: 12 }, (_, number) => edit(number))),
  });
