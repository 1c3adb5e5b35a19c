import type { NodeExecutor } from '../../model/activation.ts';
import { configText, resultOf, returned } from '../node-failure.ts';
import { correlationKey, waitAtMost } from '../waiting.ts';

/** One wait; gives what the message carries. */
export const receiveExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { config } = activation;
      const key = await correlationKey(tools, configText(config, 'key'), 'key');
      const request = { type: 'message' as const, name: configText(config, 'name'), ...key };
      const waited = await waitAtMost(activation, tools, request, config['timeoutMs']);
      return waited === 'timeout' ? returned(undefined, 'timeout') : returned(waited.value);
    }),
};
