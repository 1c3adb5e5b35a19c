import type { GraphDocument, GraphNode, Variant } from '../model/graph-document.ts';
import { ownGraph, planNodeId, subGraphNamed } from '../model/graph-names.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { formatPath } from './document-path.ts';
import type { GraphPart } from './document-topology.ts';
import { graphsRunBy, graphsRunByAny } from './graph-references.ts';
import type { GraphBody } from './graphs.ts';
import { variantsOf } from './implementation.ts';
import { problem, type Problem } from './problem.ts';
import { endlessRecursions } from './recursion.ts';

interface Around {
  readonly document: GraphDocument;
  /** The graph that the nodes stand in. */
  readonly graph: string;
  readonly kinds: NodeKinds;
}

/** What nodes name that is not there: graphs to run, nodes to cancel, a scope to end. */
export function referenceProblems(body: GraphBody, around: Around): Problem[] {
  return body.nodes.flatMap((node, index) => {
    const check = checkOf(node, body, around);
    if (check === undefined) return [];
    return (node.variants ?? []).flatMap((variant, at) => check(variant, `nodes[${index}].variants[${at}].config`));
  });
}

type Check = (variant: Variant, path: string) => Problem[];

function checkOf(node: GraphNode, body: GraphBody, around: Around): Check | undefined {
  if (node.kind === 'cancel') return (variant, path) => unknownNodes(node, variant, path, body);
  if (node.kind === 'end') return (variant, path) => misplacedEnd(node, variant, path, around.graph);
  if (around.kinds.get(node.kind)?.graphs === undefined) return undefined;
  return (variant, path) => unknownGraphs(node, variant, path, around);
}

function unknownGraphs(node: GraphNode, variant: Variant, path: string, { document, kinds }: Around): Problem[] {
  const unknown = (message: string): Problem =>
    problem('error', 'document/unknown-graph', {
      message,
      place: { path: `${path}.graph`, node: node.id, variant: variant.id },
      remedy: known.length === 0 ? 'Add a graph and name it here.' : `Choose one of: ${known.join(', ')}.`,
    });
  const known = Object.keys(document.graphs ?? {});
  const { graph, workflow = '' } = variant.config ?? {};
  if (graph === '' && workflow === '') return [unknown(`Node “${node.id}” does not say which graph it runs.`)];
  return graphsRunBy(node, variant, kinds)
    .filter((name) => subGraphNamed(document, name) === undefined)
    .map((name) => unknown(`Node “${node.id}” runs the graph “${name}”, and the document has none of that name.`));
}

function unknownNodes(node: GraphNode, variant: Variant, path: string, body: GraphBody): Problem[] {
  const named = variant.config?.['nodes'];
  if (!Array.isArray(named)) return [];
  return named.flatMap((id: unknown, index) => {
    if (typeof id !== 'string' || body.nodes.some((other) => other.id === id)) return [];
    return problem('error', 'document/bad-config', {
      message: `Node “${node.id}” cancels “${id}”, and no node of its graph has that id.`,
      place: { path: `${path}.nodes[${index}]`, node: node.id, variant: variant.id },
      remedy: 'Name nodes of the same graph.',
    });
  });
}

function misplacedEnd(node: GraphNode, variant: Variant, path: string, graph: string): Problem[] {
  const what = variant.config?.['what'];
  if (graph !== ownGraph || (what !== 'iteration' && what !== 'scope')) return [];
  return [
    problem('error', 'document/bad-config', {
      message: `Node “${node.id}” ends ${what === 'scope' ? 'a scope' : 'an iteration'}, but stands in none: no scope runs the document's own graph.`,
      place: { path: `${path}.what`, node: node.id, variant: variant.id },
      remedy: 'Let it end the execution, or move it into the graph that a scope runs.',
    }),
  ];
}

/** What is doubtful about the graphs among each other. */
export function scopeProblems(parts: readonly GraphPart[], kinds: NodeKinds): Problem[] {
  const isScope = (node: GraphNode): boolean => kinds.get(node.kind)?.graphs !== undefined;
  if (parts.length === 1 && !parts[0]?.body.nodes.some(isScope)) return [];
  const runs = new Map(parts.map((part) => [part.name, graphsRunByAny(part.graph.nodes, kinds)]));
  // A scope that names no graph, or one that is not there, may be meant to run any of them: that is said of the scope.
  const unused = allNamed(parts, kinds) ? unusedGraphs(parts, runs) : [];
  return [...unused, ...endlessRecursions(parts, kinds), ...lockedInside(parts, runs, kinds)];
}

function allNamed(parts: readonly GraphPart[], kinds: NodeKinds): boolean {
  const names = new Set(parts.map(({ name }) => name));
  return parts.every(({ body }) =>
    body.nodes.every(
      (node) =>
        kinds.get(node.kind)?.graphs === undefined ||
        (node.variants ?? []).every((variant) => namesGraph(node, variant, kinds, names)),
    ),
  );
}

function namesGraph(node: GraphNode, variant: Variant, kinds: NodeKinds, names: ReadonlySet<string>): boolean {
  const workflow = variant.config?.['workflow'];
  if (typeof workflow === 'string' && workflow !== '') return true;
  const named = graphsRunBy(node, variant, kinds);
  return named.length > 0 && named.every((name) => names.has(name));
}

type Runs = ReadonlyMap<string, ReadonlySet<string>>;

/** The graphs that run where these do, themselves included. */
function runningBelow(roots: Iterable<string>, runs: Runs): ReadonlySet<string> {
  const below = new Set(roots);
  for (const name of below) for (const next of runs.get(name) ?? []) below.add(next);
  return below;
}

function unusedGraphs(parts: readonly GraphPart[], runs: Runs): Problem[] {
  const used = runningBelow([ownGraph], runs);
  return parts
    .filter(({ name }) => !used.has(name))
    .map(({ name, path }) =>
      problem('warning', 'document/unused-graph', {
        message: `The graph “${name}” never runs: no scope that can run refers to it.`,
        place: { path: formatPath(path) },
        remedy: 'Let a subflow, map or loop run it, or delete it.',
      }),
    );
}

/** A scope holds its lock while it is open: what waits for the same lock in it waits for ever. */
function lockedInside(parts: readonly GraphPart[], runs: Runs, kinds: NodeKinds): Problem[] {
  const byName = new Map(parts.map((part) => [part.name, part]));
  return parts.flatMap(({ name, body, path }) =>
    body.nodes.flatMap((node, index) => {
      if (node.lock === undefined || kinds.get(node.kind)?.graphs === undefined) return [];
      const below = runningBelow(
        variantsOf(node).flatMap((variant) => graphsRunBy(node, variant, kinds)),
        runs,
      );
      const inside = [...below].flatMap((graph) =>
        (byName.get(graph)?.graph.nodes ?? [])
          .filter(({ lock }) => lock === node.lock)
          .map(({ id }) => planNodeId(graph, id)),
      );
      if (inside.length === 0) return [];
      return problem('warning', 'document/bad-lock', {
        message: `Node “${node.id}” holds the lock “${node.lock}” while what it runs is under way, and “${inside[0]}” in there waits for it.`,
        place: { path: formatPath([...path, 'nodes', index, 'lock']), node: planNodeId(name, node.id) },
        remedy: 'Take one of the locks away, or give them different names.',
      });
    }),
  );
}
