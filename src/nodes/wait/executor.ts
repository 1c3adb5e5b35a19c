import type { NodeExecutor } from '../../model/activation.ts';
import { configText, resultOf, returned } from '../node-failure.ts';
import { waitAtMost } from '../waiting.ts';

/** One wait; the engine asks the expression again as the context changes. Writes nothing. */
export const waitExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { config } = activation;
      const request = { type: 'condition' as const, expression: configText(config, 'until') };
      const waited = await waitAtMost(activation, tools, request, config['timeoutMs']);
      return waited === 'timeout' ? returned(undefined, 'timeout') : returned(undefined);
    }),
};
