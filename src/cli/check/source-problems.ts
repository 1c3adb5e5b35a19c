import { formatPath } from '../../graph/document-path.ts';
import type { Problem } from '../../graph/problem.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { graphNamed, graphNames, ownGraph, planNodeId } from '../../model/graph-names.ts';
import { createSourceLoader } from '../../sandbox/source/source-loader.ts';

interface FoundSource {
  readonly source: string;
  readonly place: { readonly path: string; readonly node: string; readonly variant: string };
}

/** What keeps the code of a document from being loaded: syntax, imports that there are none of. Lines are those of the code. */
export async function sourceProblems(document: GraphDocument): Promise<Problem[]> {
  const sources = createSourceLoader();
  const problems: Problem[] = [];
  for (const { source, place } of sourcesOf(document)) {
    const fault = await sources.check(source);
    if (fault !== undefined) problems.push(problemOf(fault, place));
  }
  return problems;
}

function problemOf({ code, message, remedy, place: inner }: ErrorInfo, place: FoundSource['place']): Problem {
  const { line, column } = inner ?? {};
  const at = line === undefined ? {} : { line, column: column ?? 1 };
  const found = { severity: 'error' as const, code, message, place: { ...place, ...at } };
  return remedy === undefined ? found : { ...found, remedy };
}

function sourcesOf(document: GraphDocument): FoundSource[] {
  return graphNames(document).flatMap((graph) =>
    (graphNamed(document, graph)?.nodes ?? []).flatMap((node, index) => {
      const variants = node.kind === 'code' ? (node.variants ?? []) : [];
      return variants.flatMap((variant, number): FoundSource[] => {
        const source = variant.config?.['source'];
        if (typeof source !== 'string' || source.trim() === '') return [];
        const head = graph === ownGraph ? [] : ['graphs', graph];
        const path = formatPath([...head, 'nodes', index, 'variants', number, 'config', 'source']);
        return [{ source, place: { path, node: planNodeId(graph, node.id), variant: variant.id } }];
      });
    }),
  );
}
