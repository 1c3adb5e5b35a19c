import { expressionsOf, type CheckExpression, type ExpressionFault } from '../graph/expressions.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { createFaultMemory } from './fault-memory.ts';

/** The expression language is loaded on demand, so that its check is a promise. */
export type CheckExpressionLater = (text: string) => Promise<ExpressionFault | undefined>;

/** Remembers what is known of each expression text, so that only new texts are looked into. */
export interface ExpressionChecks {
  /** What is known so far; texts not looked into yet count as sound. */
  readonly known: CheckExpression;
  /** Looks into the document's new texts; resolves to whether anything was new. Rejections leave a text unknown. */
  learn(document: GraphDocument): Promise<boolean>;
}

export function createExpressionChecks(kinds: NodeKinds, check: CheckExpressionLater): ExpressionChecks {
  const { known, learn } = createFaultMemory(check);
  return { known, learn: (document) => learn(expressionsOf(document, kinds).map(({ text }) => text)) };
}
