import type { NodeExecutor } from '../../model/activation.ts';
import { configText, failure, resultOf } from '../node-failure.ts';
import { graphOf, scopeReturned } from '../scope-config.ts';

/** Opens one frame, and is done when that is closed. */
export const subflowExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { scope, config, input } = activation;
      if (scope === undefined) {
        const locals = input === undefined ? {} : { input };
        return {
          type: 'opened',
          frames: [{ graph: graphOf(activation), index: 0, bracket: false, locals }],
          state: null,
        };
      }
      if (scope.open > 0) return { type: 'opened', frames: [], state: null };
      const failed = scope.news.find(({ outcome }) => outcome === 'failed');
      if (failed?.error !== undefined) return failure(activation, failed.error);
      const result = configText(config, 'result');
      return scopeReturned(activation, result === '' ? undefined : await tools.evaluate(result, 0));
    }),
};
