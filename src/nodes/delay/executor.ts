import type { NodeExecutor } from '../../model/activation.ts';
import { WtbError } from '../../model/errors.ts';
import type { Value } from '../../model/value.ts';
import { configText, resultOf, returned } from '../node-failure.ts';

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
        if (expression !== '') return toMoment(await tools.evaluate(expression), expression);
        const { ms } = activation.config;
        return tools.now() + (typeof ms === 'number' && ms >= 0 ? ms : defaultMs);
      }
    }),
};

/** Epoch milliseconds of a date, an ISO text or a number. */
function toMoment(value: Value, expression: string): number {
  const date = Object.prototype.toString.call(value) === '[object Date]';
  const moment = typeof value === 'string' ? Date.parse(value) : date ? (value as Date).getTime() : value;
  if (typeof moment === 'number' && Number.isFinite(moment)) return moment;
  throw new WtbError({
    code: 'node/expression',
    message: `\`${expression}\` must give a date as ISO text or as epoch milliseconds.`,
    place: { path: 'until' },
    retryable: false,
  });
}
