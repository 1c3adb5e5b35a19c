import { defaultPort } from '../model/defaults.ts';
import type { GraphDocument, GraphEdge, GraphNode, Variant } from '../model/graph-document.ts';
import type { ErrorCode, ErrorPlace } from '../model/errors.ts';
import type { NodeDefinition, NodeKinds } from '../model/node-definition.ts';
import { checkConfig } from './config-check.ts';
import { formatPath } from './document-path.ts';
import { partsOf, type GraphPart, type GraphTopology } from './document-topology.ts';
import { validateExpressions, type CheckExpression } from './expressions.ts';
import { qualifiedId, type GraphBody } from './graphs.ts';
import { variantsOf } from './implementation.ts';
import type { Problem } from './problem.ts';
import { componentsOf, createTopology, isCyclic, reachableFrom } from './topology.ts';

/** A cycle of nothing but these never changes the context, and so never ends. */
const conditionKind = 'condition';

/**
 * Everything wrong or doubtful in a document, in document order: nodes, edges, then the graph as a whole.
 * Configs are remembered by reference, so that after an edit only what changed is checked again.
 * Expressions are looked into only when `checkExpression` is given.
 */
export function validateDocument(
  document: GraphDocument,
  kinds: NodeKinds,
  options: { readonly checkExpression?: CheckExpression } = {},
): Problem[] {
  const problems = findProblems(document, kinds, partsOf(document, kinds));
  const { checkExpression } = options;
  return checkExpression === undefined
    ? problems
    : [...problems, ...validateExpressions(document, kinds, checkExpression)];
}

/** As {@link validateDocument}, for callers that have the topologies already. */
export function findProblems(_: GraphDocument, kinds: NodeKinds, parts: readonly GraphPart[]): Problem[] {
  return parts.flatMap((part) => problemsOfPart(part, kinds).map((problem) => placedIn(part, problem)));
}

/** The problems of one graph, their places as if it were the whole document. */
function problemsOfPart({ body, graph }: GraphPart, kinds: NodeKinds): Problem[] {
  return [
    ...repeatedIds(body.nodes, 'node'),
    ...body.nodes.flatMap((node, index) => nodeProblems(node, index, kinds)),
    ...repeatedIds(body.edges, 'edge'),
    ...edgesProblems(body, kinds),
    ...joinProblems(body, graph),
    ...startProblems(body, graph),
    ...conditionCycles(body, graph),
  ];
}

/** The problem with its place in the whole document. */
function placedIn({ name, path }: GraphPart, problem: Problem): Problem {
  const { place } = problem;
  if (name === '' || place === undefined) return problem;
  const inner = place.path === undefined ? '' : `.${place.path}`;
  return {
    ...problem,
    place: {
      ...place,
      path: `${formatPath(path)}${inner}`,
      ...(place.node === undefined ? {} : { node: qualifiedId(name, place.node) }),
      ...(place.edge === undefined ? {} : { edge: qualifiedId(name, place.edge) }),
    },
  };
}

function problem(
  severity: Problem['severity'],
  code: ErrorCode,
  of: { readonly message: string; readonly place?: ErrorPlace; readonly remedy: string },
): Problem {
  return { severity, code, ...of };
}

function repeatedIds(items: readonly { readonly id: string }[], what: 'node' | 'edge'): Problem[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const before = first.get(item.id);
    if (before === undefined) {
      first.set(item.id, index);
      return [];
    }
    return problem('error', 'document/duplicate-id', {
      message: `Two ${what}s have the id “${item.id}”: ${what}s[${before}] and ${what}s[${index}].`,
      place: { path: `${what}s[${index}].id`, [what]: item.id },
      remedy: `Give one of them an id of its own.`,
    });
  });
}

function nodeProblems(node: GraphNode, index: number, kinds: NodeKinds): Problem[] {
  const path = `nodes[${index}]`;
  const definition = kinds.get(node.kind);
  if (definition === undefined) {
    return [
      problem('error', 'document/unknown-kind', {
        message: `Node “${node.id}” is of the kind “${node.kind}”, which this bench does not know.`,
        place: { path: `${path}.kind`, node: node.id },
        remedy: `Use one of: ${[...kinds.keys()].join(', ')}.`,
      }),
    ];
  }
  return [
    ...variantProblems(node, path),
    ...configProblems(node, path, definition),
    ...contractProblems(node, path, definition),
  ];
}

function variantProblems(node: GraphNode, path: string): Problem[] {
  const problems: Problem[] = [];
  const ids = new Set<string>();
  variantsOf(node).forEach((variant, index) => {
    if (ids.has(variant.id)) {
      problems.push(
        problem('error', 'document/duplicate-id', {
          message: `Node “${node.id}” has two variants with the id “${variant.id}”.`,
          place: { path: `${path}.variants[${index}].id`, node: node.id, variant: variant.id },
          remedy: 'Give one of them an id of its own.',
        }),
      );
    }
    ids.add(variant.id);
  });
  if (node.active !== undefined && !ids.has(node.active)) {
    problems.push(
      problem('error', 'document/missing-variant', {
        message: `The active variant “${node.active}” of node “${node.id}” is not there.`,
        place: { path: `${path}.active`, node: node.id, variant: node.active },
        remedy: `Make one of its variants active: ${[...ids].join(', ')}.`,
      }),
    );
  }
  return problems;
}

function configProblems(node: GraphNode, path: string, definition: NodeDefinition): Problem[] {
  if (node.variants === undefined) {
    if (checkConfig({}, definition.configSchema).length === 0) return [];
    return [
      problem('error', 'document/missing-variant', {
        message: `Node “${node.id}” has no variant, so there is nothing to run.`,
        place: { path: `${path}.variants`, node: node.id },
        remedy: 'Add a variant.',
      }),
    ];
  }
  return node.variants.flatMap((variant, index) =>
    checkConfig(variant.config ?? noConfig, definition.configSchema).map((fault) =>
      problem('error', 'document/bad-config', {
        message: `Variant “${variant.id}” of node “${node.id}” does not fit the settings of ${definition.title}: ${fault.message}`,
        place: {
          path: `${path}.variants[${index}].${formatPath(['config', ...fault.path])}`,
          node: node.id,
          variant: variant.id,
        },
        remedy: 'Correct the settings of the variant.',
      }),
    ),
  );
}

const noConfig = {};

function contractProblems(node: GraphNode, path: string, definition: NodeDefinition): Problem[] {
  if (!definition.executable || node.output === undefined || node.writes === undefined) return [];
  if (node.writes.includes(node.output)) return [];
  return [
    problem('error', 'document/bad-value', {
      message: `Node “${node.id}” puts its result under “${node.output}”, which its contract does not let it write.`,
      place: { path: `${path}.writes`, node: node.id, key: node.output },
      remedy: `Add “${node.output}” to writes, or take writes away.`,
    }),
  ];
}

function edgesProblems(body: GraphBody, kinds: NodeKinds): Problem[] {
  const nodes = new Map(body.nodes.map((node) => [node.id, node]));
  return body.edges.flatMap((edge, index) => {
    const path = `edges[${index}]`;
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    if (source === undefined || target === undefined) return danglingEnds(edge, path, nodes);
    return [...noteEnds(edge, path, [source, target], kinds), ...portProblems(edge, path, { source, kinds })];
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

function joinProblems(body: GraphBody, graph: GraphTopology): Problem[] {
  return body.nodes.flatMap((node, index) => {
    if (node.join === undefined || node.join === 'sync' || node.join === 'any') return [];
    const incoming = incomingOf(node.id, graph);
    const place = { path: `nodes[${index}].join`, node: node.id };
    if (node.join === 'all') return exclusiveSources(node, incoming, place);
    if (incoming.length >= node.join.first) return [];
    return [
      problem('error', 'document/bad-join', {
        message: `Node “${node.id}” waits for the first ${node.join.first} of its incoming edges, but has ${incoming.length}.`,
        place,
        remedy: 'Lower the number, or connect more edges.',
      }),
    ];
  });
}

function incomingOf(id: string, graph: GraphTopology): GraphEdge[] {
  const index = graph.indexOf.get(id) ?? -1;
  return (graph.topology.incoming[index] ?? []).flatMap((edge) => graph.edges[edge] ?? []);
}

/** `all` waits for ever where two of its edges hang on different outcomes of one node: only one is taken. */
function exclusiveSources(node: GraphNode, incoming: readonly GraphEdge[], place: ErrorPlace): Problem[] {
  const ports = new Map<string, string>();
  for (const edge of incoming) {
    const port = edge.port ?? defaultPort;
    const before = ports.get(edge.source);
    if (before !== undefined && before !== port) {
      return [
        problem('warning', 'document/bad-join', {
          message: `Node “${node.id}” waits for all of its edges, but “${edge.source}” takes either “${before}” or “${port}”, never both.`,
          place,
          remedy: 'Use the join “sync”, which waits only for what can still come.',
        }),
      ];
    }
    ports.set(edge.source, port);
  }
  return [];
}

function startProblems(body: GraphBody, graph: GraphTopology): Problem[] {
  if (graph.nodes.length === 0) {
    return [
      problem('error', 'document/no-start', {
        message: 'The workflow has no node that can run.',
        place: { path: 'nodes' },
        remedy: 'Add a node under Build.',
      }),
    ];
  }
  const pathOf = new Map(body.nodes.map((node, index) => [node.id, `nodes[${index}]`]));
  const place = (node: GraphNode): ErrorPlace => ({ path: pathOf.get(node.id) ?? 'nodes', node: node.id });
  const reached = reachableFrom(graph.topology, graph.starts);
  const rings = graph.rings.flatMap((index) => graph.nodes[index] ?? []);
  const lost = graph.nodes.filter((_, index) => !reached.has(index) && !graph.compensations.has(index));
  return [...rings.map((node) => ringStart(node, place(node))), ...lost.map((node) => unreachable(node, place(node)))];
}

function ringStart(node: GraphNode, place: ErrorPlace): Problem {
  return problem('warning', 'document/ring-start', {
    message: `Nothing leads into the cycle around “${node.id}”; it starts with “${node.id}”, its first node.`,
    place,
    remedy: 'Mark the node that should start.',
  });
}

function unreachable(node: GraphNode, place: ErrorPlace): Problem {
  return problem('warning', 'document/unreachable-node', {
    message: `Node “${node.id}” never runs: no path leads to it from a node that starts.`,
    place,
    remedy: 'Connect it, mark it as a start, or delete it.',
  });
}

function conditionCycles(body: GraphBody, graph: GraphTopology): Problem[] {
  const isCondition = (id: string): boolean => graph.nodes[graph.indexOf.get(id) ?? -1]?.kind === conditionKind;
  const conditions = graph.nodes.filter((node) => node.kind === conditionKind);
  const number = new Map(conditions.map((node, index) => [node.id, index]));
  const inner = graph.edges.filter((edge) => isCondition(edge.source) && isCondition(edge.target));
  const topology = createTopology(
    conditions.length,
    inner.map((edge) => [number.get(edge.source) ?? -1, number.get(edge.target) ?? -1]),
  );
  return componentsOf(topology)
    .members.filter((members) => isCyclic(topology, members))
    .flatMap((members) => {
      const nodes = members.flatMap((member) => conditions[member] ?? []);
      const [first] = nodes;
      return first === undefined
        ? []
        : [
            conditionCycle(
              body,
              nodes.map((node) => node.id),
              first,
            ),
          ];
    });
}

function conditionCycle(body: GraphBody, ids: readonly string[], first: GraphNode): Problem {
  return problem('error', 'document/condition-cycle', {
    message: `The cycle ${ids.map((id) => `“${id}”`).join(', ')} holds nothing but conditions: no node in it changes the context, so it could never end.`,
    place: { path: `nodes[${body.nodes.indexOf(first)}]`, node: first.id },
    remedy: 'Put a node that does something into the cycle, or break it.',
  });
}
