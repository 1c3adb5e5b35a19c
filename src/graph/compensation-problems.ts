import type { GraphNode } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { GraphBody } from './graphs.ts';
import { problem, type Problem } from './problem.ts';

/** A node that undoes another runs when that is called for and only then: nothing may lead to it or on from it. */
export function compensationProblems(body: GraphBody, kinds: NodeKinds): Problem[] {
  if (!body.nodes.some((node) => node.compensate !== undefined)) return [];
  const nodes = new Map(body.nodes.map((node) => [node.id, node]));
  const undoing = new Map<string, GraphNode>();
  const references = body.nodes.flatMap((node, index) => {
    if (node.compensate === undefined) return [];
    const other = nodes.get(node.compensate);
    const fault = referenceFault(node, other, kinds);
    if (fault === undefined && other !== undefined) undoing.set(other.id, node);
    return fault === undefined ? [] : bad(fault, `nodes[${index}].compensate`, { node: node.id });
  });
  const starts = body.nodes.flatMap((node, index) => {
    if (node.start !== true || !undoing.has(node.id)) return [];
    return bad(`Node “${node.id}” undoes “${undoing.get(node.id)?.id}” and can't be a start`, `nodes[${index}].start`, {
      node: node.id,
    });
  });
  const edges = body.edges.flatMap(({ id, source, target }, index) =>
    [...new Set([source, target])]
      .filter((end) => undoing.has(end))
      .flatMap((end) => bad(edgeFault(id, end, end === target), `edges[${index}]`, { node: end, edge: id })),
  );
  return [...references, ...starts, ...edges];
}

function referenceFault(node: GraphNode, other: GraphNode | undefined, kinds: NodeKinds): string | undefined {
  if (other === undefined)
    return `Node “${node.id}” is undone by “${node.compensate}”, and no node of its graph has that id`;
  if (other.id === node.id) return `Node “${node.id}” can't undo itself`;
  if (kinds.get(other.kind)?.executable === false) {
    return `Node “${node.id}” is undone by “${other.id}”, which is a ${other.kind} and never runs`;
  }
  return undefined;
}

const edgeFault = (edge: string, node: string, into: boolean): string =>
  `Edge “${edge}” leads ${into ? 'to' : 'away from'} “${node}”, which runs only to undo another node`;

function bad(message: string, path: string, place: { readonly node: string; readonly edge?: string }): Problem {
  return problem('error', 'document/bad-compensation', {
    message: `${message}.`,
    place: { path, ...place },
    remedy: 'A node that undoes another stands in the same graph, without edges and not as a start.',
  });
}
