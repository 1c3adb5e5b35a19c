import type { GraphDocument, GraphNode, Variant } from '../model/graph-document.ts';
import { ownGraph, planEdgeId, planNodeId } from '../model/graph-names.ts';
import type { NodeDefinition, NodeKinds } from '../model/node-definition.ts';
import type { JsonObject } from '../model/value.ts';
import { checkConfig, type ConfigFault } from './config-check.ts';
import { compensationProblems } from './compensation-problems.ts';
import { formatPath } from './document-path.ts';
import { partsOf, type GraphPart } from './document-topology.ts';
import { edgesProblems } from './edge-problems.ts';
import { validateExpressions, type CheckExpression } from './expressions.ts';
import { conditionCycles, startProblems } from './flow-problems.ts';
import { variantsOf } from './implementation.ts';
import { joinProblems } from './join-problems.ts';
import { problem, type Problem } from './problem.ts';
import { referenceProblems, scopeProblems } from './scope-problems.ts';

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
export function findProblems(document: GraphDocument, kinds: NodeKinds, parts: readonly GraphPart[]): Problem[] {
  const inGraphs = parts.flatMap((part) => problemsOfPart(part, document, kinds).map((found) => placedIn(part, found)));
  return [...inGraphs, ...scopeProblems(parts, kinds)];
}

/** The problems of one graph, their places as if it were the whole document. */
function problemsOfPart({ name, body, graph }: GraphPart, document: GraphDocument, kinds: NodeKinds): Problem[] {
  return [
    ...repeatedIds(body.nodes, 'node'),
    ...body.nodes.flatMap((node, index) => nodeProblems(node, index, kinds)),
    ...repeatedIds(body.edges, 'edge'),
    ...referenceProblems(body, { document, graph: name, kinds }),
    ...compensationProblems(body, kinds),
    ...edgesProblems(body, kinds),
    ...joinProblems(body, graph),
    ...startProblems(body, graph),
    ...conditionCycles(body, graph),
  ];
}

/** The problem with its place in the whole document. */
function placedIn({ name, path }: GraphPart, found: Problem): Problem {
  const { place } = found;
  if (name === ownGraph || place === undefined) return found;
  const inner = place.path === undefined ? '' : `.${place.path}`;
  return {
    ...found,
    place: {
      ...place,
      path: `${formatPath(path)}${inner}`,
      ...(place.node === undefined ? {} : { node: planNodeId(name, place.node) }),
      ...(place.edge === undefined ? {} : { edge: planEdgeId(name, place.edge) }),
    },
  };
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
        message: `${settingOf(fault, definition)} of node “${node.id}” ${fault.words}${inVariant(node, variant)}.`,
        place: {
          path: `${path}.variants[${index}].${formatPath(['config', ...fault.path])}`,
          node: node.id,
          variant: variant.id,
        },
        remedy: configRemedies[fault.keyword] ?? 'Change it in the settings of the node.',
      }),
    ),
  );
}

const configRemedies: Readonly<Record<string, string>> = {
  required: 'Set it in the settings of the node.',
  anyOf: 'Set one of them in the settings of the node.',
  additionalProperties: 'Remove it, or correct how it is written.',
};

/** What forms call it and what it is called in the document: “Items at a time” (`maxConcurrency`). */
function settingOf({ path }: ConfigFault, { configSchema }: NodeDefinition): string {
  if (path.length === 0) return 'The configuration';
  const key = formatPath(path);
  const properties = configSchema['properties'] as JsonObject | undefined;
  const title = path.length === 1 ? (properties?.[key] as JsonObject | undefined)?.['title'] : undefined;
  const same = typeof title !== 'string' || title.toLowerCase() === key.toLowerCase();
  return same ? `The setting \`${key}\`` : `The setting “${title}” (\`${key}\`)`;
}

const inVariant = ({ variants = [] }: GraphNode, { id }: Variant): string =>
  variants.length > 1 ? ` in the variant “${id}”` : '';

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
