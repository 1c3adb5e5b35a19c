import type { NodeExecutor } from '../../model/activation.ts';
import { ensureBoolean } from '../ensure-boolean.ts';
import { configText, failure, resultOf, returned } from '../node-failure.ts';

export const assertExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const expression = configText(activation.config, 'expression');
      if (ensureBoolean(await tools.evaluate(expression), { expression, path: 'expression' }))
        return returned(undefined);
      const message = configText(activation.config, 'message');
      return failure(activation, {
        code: 'node/assert',
        message: message === '' ? `\`${expression}\` does not hold.` : message,
        place: { path: 'expression' },
        remedy: `Look at what the context holds: \`${expression}\` is false.`,
        retryable: false,
      });
    }),
};
