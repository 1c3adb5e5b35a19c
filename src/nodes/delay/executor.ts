import type { NodeExecutor } from '../../model/activation.ts';
import { configText, resultOf, returned } from '../node-failure.ts';
import { toMoment } from '../waiting.ts';

const defaultMs = 1000;

/** One timer wait. A restart finds the moment that was fixed before, so that the time does not start anew. */
export const delayExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const begun = activation.waits.find(({ request }) => request.type === 'timer');
      if (begun?.answer !== undefined) return returned(undefined);
      const until = begun?.request.type === 'timer' ? begun.request.until : await momentOf();
      await tools.wait({ type: 'timer', until });
      return returned(undefined);

      async function momentOf(): Promise<number> {
        const expression = configText(activation.config, 'until');
        if (expression !== '') return toMoment(await tools.evaluate(expression), expression, 'until');
        const { ms } = activation.config;
        return tools.now() + (typeof ms === 'number' && ms >= 0 ? ms : defaultMs);
      }
    }),
};
