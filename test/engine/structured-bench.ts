import { nodeExecutors } from '../../src/nodes/executors.ts';
import { createInlineExpressionEvaluator } from '../../src/sandbox/inline/inline-expression-evaluator.ts';
import { createBench } from './engine-bench.ts';
import type { Behaviour, Bench, BenchSettings } from './engine-bench.ts';
import { planOfProgram, randomProgram } from './structured-programs.ts';

/** A bench for the structured program of a seed. */
export function structuredBench(seed: number, options: BenchSettings['options'] = {}): Bench {
  const plan = planOfProgram(randomProgram(seed), 1 + (seed % 4));
  const behaviours = Object.fromEntries(plan.nodes.map(({ id, local }) => [id, behaviourOf(local)]));
  const expressions = createInlineExpressionEvaluator();
  return createBench(plan, behaviours, {
    options: { ordered: true, ...options },
    executors: nodeExecutors,
    expressions,
  });
}

/** By the first letter of the node's name. */
function behaviourOf(local: string): Behaviour {
  if (local.startsWith('f')) {
    return () => {
      throw new Error('as asked');
    };
  }
  return ({ path }) => (local.startsWith('a') ? { n: 1, log: [path] } : {});
}
