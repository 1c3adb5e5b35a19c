import { expressionsOf, type CheckExpression, type ExpressionFault } from '../graph/expressions.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';

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
  const faults = new Map<string, ExpressionFault | undefined>();
  const known: CheckExpression = (text) => faults.get(text);
  const learn = async (document: GraphDocument): Promise<boolean> => {
    const texts = new Set(expressionsOf(document, kinds).map((found) => found.text));
    for (const text of faults.keys()) if (!texts.has(text)) faults.delete(text);
    const fresh = [...texts].filter((text) => !faults.has(text));
    const results = await Promise.allSettled(fresh.map((text) => check(text)));
    fresh.forEach((text, index) => {
      const result = results[index];
      if (result?.status === 'fulfilled') faults.set(text, result.value);
    });
    return fresh.length > 0;
  };
  return { known, learn };
}
