import type { NodeExecutor } from '../../model/activation.ts';
import { configText, resultOf } from '../node-failure.ts';
import { correlationKey } from '../waiting.ts';

/** Asks for the message to be sent; it goes out with the commit. Writes nothing. */
export const sendExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { config, input } = activation;
      const expression = configText(config, 'value');
      const key = await correlationKey(tools, configText(config, 'key'), 'key');
      const value = expression === '' ? input : await tools.evaluate(expression);
      const persistent = config['persistent'] === true;
      return {
        type: 'returned',
        value: undefined,
        acts: [{ type: 'send', name: configText(config, 'name'), ...key, value, persistent }],
      };
    }),
};
