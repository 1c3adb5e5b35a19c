import type { Problem } from '../graph/problem.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { graphNamed, graphNames, ownGraph, planNodeId } from '../model/graph-names.ts';
import { createFaultMemory } from './fault-memory.ts';

/** The parser of code is loaded on demand, so that its check is a promise. */
export type CheckSourceLater = (source: string) => Promise<ErrorInfo | undefined>;

/** Remembers what is known of each variant's code, so that only new code is parsed. */
export interface SourceChecks {
  /** Faults of the document's code as far as it was looked into. They warn: the code may still be repaired while it runs. */
  problems(document: GraphDocument): readonly Problem[];
  /** Looks into the document's new code; resolves to whether anything was new. */
  learn(document: GraphDocument): Promise<boolean>;
}

interface FoundSource {
  readonly source: string;
  readonly node: string;
  readonly variant: string;
  readonly path: string;
  /** The variant's name, where the node has several. */
  readonly name: string | undefined;
}

export function createSourceChecks(check: CheckSourceLater): SourceChecks {
  const faults = createFaultMemory(check);
  return {
    problems: (document) =>
      sourcesOf(document).flatMap((found) => {
        const fault = faults.known(found.source);
        return fault === undefined ? [] : [problemOf(found, fault)];
      }),
    learn: (document) => faults.learn(sourcesOf(document).map(({ source }) => source)),
  };
}

function sourcesOf(document: GraphDocument): FoundSource[] {
  return graphNames(document).flatMap((graph) => {
    const at = graph === ownGraph ? '' : `graphs.${graph}.`;
    return (graphNamed(document, graph)?.nodes ?? []).flatMap((node, index) => {
      const variants = node.kind === 'code' ? (node.variants ?? []) : [];
      return variants.flatMap((variant, number): FoundSource[] => {
        const source = variant.config?.['source'];
        if (typeof source !== 'string' || source.trim() === '') return [];
        const path = `${at}nodes[${index}].variants[${number}].config.source`;
        const name = variants.length > 1 ? (variant.name ?? variant.id) : undefined;
        return [{ source, node: planNodeId(graph, node.id), variant: variant.id, path, name }];
      });
    });
  });
}

function problemOf({ node, variant, path, name }: FoundSource, fault: ErrorInfo): Problem {
  const { line, column } = fault.place ?? {};
  return {
    severity: 'warning',
    code: fault.code,
    message: name === undefined ? fault.message : `${name}: ${fault.message}`,
    ...(fault.remedy === undefined ? {} : { remedy: fault.remedy }),
    place: {
      path,
      node,
      variant,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    },
  };
}
