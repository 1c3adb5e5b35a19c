import type { GraphDocument } from '../../model/graph-document.ts';
import { nodesOfAllGraphs, planNodeId } from '../../model/graph-names.ts';
import { usageError } from '../usage-error.ts';
import type { Answers } from './answers.ts';

const asking: ReadonlySet<string> = new Set(['human', 'choice']);

/** An answer for nobody is a slip: of a node's id, or of a path. */
export function checkAnswers(answers: Answers, document: GraphDocument): void {
  const nodes = [...nodesOfAllGraphs(document)].map(({ graph, node }) => ({ id: planNodeId(graph, node.id), node }));
  const ids = new Set(nodes.map(({ id }) => id as string));
  const locals = new Set(nodes.map(({ node }) => node.id));
  const unknown = answers.names.find((name) => !ids.has(name) && !pathParts(name).every((part) => locals.has(part)));
  if (unknown === undefined) return;
  const asks = nodes.filter(({ node }) => asking.has(node.kind)).map(({ id }) => id);
  throw usageError(
    `--answers has an answer for ${unknown}, and the document has no such node.`,
    asks.length === 0 ? 'No node of it asks anything.' : `Those who ask: ${asks.join(', ')}.`,
  );
}

/** `map#2[12]/ask` → `map`, `ask`. */
const pathParts = (path: string): string[] => path.split('/').map((part) => part.replace(/(#\d+)?(\[\d+\])?$/, ''));
