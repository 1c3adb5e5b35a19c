import { defaultPort } from '../model/defaults.ts';
import type { GraphEdge, GraphNode, Variant } from '../model/graph-document.ts';
import type { NodeDefinition, NodeKinds } from '../model/node-definition.ts';
import { checkConfig } from './config-check.ts';
import type { GraphBody } from './graphs.ts';
import { variantsOf } from './implementation.ts';
import { problem, type Problem } from './problem.ts';

/** What is wrong with the edges of a graph: their ends, their ports, defaults that are no defaults. */
export function edgesProblems(body: GraphBody, kinds: NodeKinds): Problem[] {
  const nodes = new Map(body.nodes.map((node) => [node.id, node]));
  const defaults = new Map<string, GraphEdge>();
  return body.edges.flatMap((edge, index) => {
    const path = `edges[${index}]`;
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    if (source === undefined || target === undefined) return danglingEnds(edge, path, nodes);
    return [
      ...noteEnds(edge, path, [source, target], kinds),
      ...portProblems(edge, path, { source, kinds }),
      ...(edge.default === true ? defaultProblems(edge, path, defaults) : []),
    ];
  });
}

function danglingEnds(edge: GraphEdge, path: string, nodes: ReadonlyMap<string, GraphNode>): Problem[] {
  return (['source', 'target'] as const)
    .filter((end) => !nodes.has(edge[end]))
    .map((end) =>
      problem('error', 'document/dangling-edge', {
        message: `Edge “${edge.id}” ${end === 'source' ? 'starts' : 'ends'} at “${edge[end]}”, and no node has that id.`,
        place: { path: `${path}.${end}`, edge: edge.id },
        remedy: 'Connect it to a node, or delete it.',
      }),
    );
}

function noteEnds(edge: GraphEdge, path: string, ends: readonly GraphNode[], kinds: NodeKinds): Problem[] {
  const note = ends.find((node) => kinds.get(node.kind)?.executable === false);
  if (note === undefined) return [];
  return [
    problem('warning', 'document/dangling-edge', {
      message: `Edge “${edge.id}” is ignored, because “${note.id}” is a ${note.kind} and never runs.`,
      place: { path, edge: edge.id, node: note.id },
      remedy: 'Delete the edge.',
    }),
  ];
}

function portProblems(
  edge: GraphEdge,
  path: string,
  { source, kinds }: { readonly source: GraphNode; readonly kinds: NodeKinds },
): Problem[] {
  const definition = kinds.get(source.kind);
  if (definition === undefined || !definition.executable) return [];
  const port = edge.port ?? defaultPort;
  const catches = source.onError === 'edge';
  if (port === 'error' && catches) return [];
  const ports = variantsOf(source).map((variant) => portsOf(definition, variant, source));
  if (ports.some((each) => each.any || each.names.includes(port))) return [];
  const names = [...new Set([...ports.flatMap((each) => each.names), ...(catches ? ['error'] : [])])];
  return [
    problem('error', 'document/unknown-port', {
      message: `Edge “${edge.id}” hangs on the port “${port}”, which node “${source.id}” does not have.`,
      place: { path: `${path}.port`, edge: edge.id, node: source.id },
      remedy:
        port === 'error'
          ? `Set “on error” of “${source.id}” to “edge”, or choose another port.`
          : `Choose one of: ${names.join(', ')}.`,
    }),
  ];
}

/** A config that breaks its schema is reported as such; what ports it would have is then anybody's guess. */
function portsOf(
  definition: NodeDefinition,
  variant: Variant,
  node: GraphNode,
): { readonly names: readonly string[]; readonly any: boolean } {
  const sound = checkConfig(variant.config ?? noConfig, definition.configSchema).length === 0;
  return sound ? definition.ports(variant, node) : { names: [], any: true };
}

const noConfig = {};

/** @param before the default edge of each port met so far, which grows */
function defaultProblems(edge: GraphEdge, path: string, before: Map<string, GraphEdge>): Problem[] {
  const found: Problem[] = [];
  const port = edge.port ?? defaultPort;
  const key = `${edge.source}\n${port}`;
  const first = before.get(key);
  if (first === undefined) before.set(key, edge);
  else {
    found.push(
      problem('error', 'document/too-many-defaults', {
        message: `Port “${port}” of node “${edge.source}” has two default edges, “${first.id}” and “${edge.id}”.`,
        place: { path: `${path}.default`, edge: edge.id, node: edge.source },
        remedy: 'Keep one of them as the default.',
      }),
    );
  }
  if (edge.when === undefined) return found;
  return [
    ...found,
    problem('error', 'document/bad-value', {
      message: `Edge “${edge.id}” is the default, taken where no other is, and has a condition besides.`,
      place: { path: `${path}.when`, edge: edge.id, node: edge.source },
      remedy: 'Take away either the condition or the default.',
    }),
  ];
}
