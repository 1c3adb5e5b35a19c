import type { NodeExecutor } from '../../model/activation.ts';
import { ensureBoolean } from '../ensure-boolean.ts';
import { resultOf, returned } from '../node-failure.ts';
import { parseConditionConfig } from './config.ts';

/** Cases in order; the first that is true names the port. */
export const conditionExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { cases, otherwise } = parseConditionConfig(activation.config);
      for (const [index, { port, when }] of cases.entries()) {
        const holds = ensureBoolean(await tools.evaluate(when), { expression: when, path: `cases[${index}].when` });
        if (holds) return returned(undefined, port);
      }
      return returned(undefined, otherwise);
    }),
};
