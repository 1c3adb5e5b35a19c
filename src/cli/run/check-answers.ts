import { nodeAtPath } from '../../graph/node-at-path.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { nodesOfAllGraphs, planNodeId } from '../../model/graph-names.ts';
import { usageError } from '../usage-error.ts';
import { nodeKinds } from '../../nodes/registry.ts';
import type { Answers } from './answers.ts';

const asking: ReadonlySet<string> = new Set(['human', 'choice']);

/** An answer for nobody is a slip: of a node's id, or of a path. */
export function checkAnswers(answers: Answers, document: GraphDocument): void {
  const nodes = [...nodesOfAllGraphs(document)].map(({ graph, node }) => ({ id: planNodeId(graph, node.id), node }));
  const ids = new Set(nodes.map(({ id }) => id as string));
  const unknown = answers.names.find(
    (name) => !ids.has(name) && (name.includes('*') || nodeAtPath(document, name, nodeKinds) === undefined),
  );
  if (unknown === undefined) return;
  const asks = nodes.filter(({ node }) => asking.has(node.kind)).map(({ id }) => id);
  throw usageError(
    `--answers has an answer for ${unknown}, and the document has no such node.`,
    asks.length === 0 ? 'No node of it asks anything.' : `Those who ask: ${asks.join(', ')}.`,
  );
}
