import { compile } from '../graph/compile.ts';
import { WtbError } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Plan } from '../model/plan.ts';

/** The compiled document. Throws its first error, saying how many more there are. */
export function ensurePlan(document: GraphDocument, kinds: NodeKinds): Plan {
  const { plan, problems } = compile(document, kinds);
  if (plan !== undefined) return plan;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` ${errors.length - 1} more problems are in the problems list.` : '';
  throw new WtbError({
    code: first?.code ?? 'document/bad-value',
    message: `The workflow can't run. ${first?.message ?? 'It is not valid.'}${more}`,
    ...(first?.place === undefined ? {} : { place: first.place }),
    remedy: first?.remedy ?? 'See the problems list.',
  });
}
