import type { ContextSnapshot, ExpressionEvaluator } from '../../model/activation.ts';
import { WtbError } from '../../model/errors.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import { collectNames } from '../expression/collect-names.ts';
import { expressionTimeoutMs } from '../expression/evaluate-expression.ts';
import type { ModuleSource } from '../modules.ts';
import type { SentValues } from '../realm/messages.ts';
import type { Realm, RealmAnswer } from './realm.ts';
import type { RequestRealm } from './realm-messages.ts';
import { createRealmPool } from './realm-pool.ts';

export interface BrowserExpressionEvaluatorOptions {
  readonly requestRealm: RequestRealm;
  readonly modules: ModuleSource;
  /** How many expressions may be evaluated at once. */
  readonly size?: number;
}

const library = 'jsonata';
/** JSONata watches the clock itself; what it can't interrupt (a regular expression) is ended a little later. */
const killAfterMs = expressionTimeoutMs + 100;

/** In the engine's worker: evaluates expressions in realms of their own, which are removed when one hangs. */
export function createBrowserExpressionEvaluator(options: BrowserExpressionEvaluatorOptions): ExpressionEvaluator {
  const { requestRealm: request, modules, size = 2 } = options;
  const pool = createRealmPool({ request, size, maxIdle: size });

  const ask = async (expression: string, context: ContextSnapshot, needed: Needed): Promise<RealmAnswer | Lost> => {
    const realm = await pool.acquire('expressions');
    try {
      const text = realm.modules.has(library) ? undefined : await modules(library);
      realm.modules.add(library);
      const names = namesFor(realm, context, needed);
      return await within(
        realm,
        realm.ask({ type: 'evaluate', expression, names, ...(text === undefined ? {} : { jsonata: text }) }),
      );
    } finally {
      pool.release(realm, realm.alive);
    }
  };

  return {
    async evaluate(expression, context, extra) {
      const { analyseExpression } = await import('../expression/analyse-expression.ts');
      const { keys } = collectNames(analyseExpression(expression), context, extra);
      const needed = { keys, extra };
      let answer = await ask(expression, context, needed);
      // Another realm of the same process may have died of its own code.
      if (answer === 'lost') answer = await ask(expression, context, needed);
      return valueOf(answer);
    },
    dispose: () => pool.dispose(),
  };
}

interface Needed {
  readonly keys: readonly string[];
  readonly extra: JsonObject | undefined;
}
type Lost = 'lost' | 'timeout';

function namesFor(realm: Realm, context: ContextSnapshot, { keys, extra }: Needed): SentValues {
  const sent = realm.values.prepare(keys, context);
  const more = Object.entries(extra ?? {}).map(([key, value]) => ({ key, value: { is: value } }));
  return { ...sent, entries: [...sent.entries, ...more] };
}

async function within(realm: Realm, answer: Promise<RealmAnswer>): Promise<RealmAnswer | Lost> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Lost>((resolve) => {
    timer = setTimeout(() => {
      resolve('timeout');
      realm.kill();
    }, killAfterMs);
  });
  const answered = answer.catch((): Lost => 'lost');
  const first = await Promise.race([answered, late]);
  clearTimeout(timer);
  return first;
}

function valueOf(answer: RealmAnswer | Lost): Value {
  if (answer === 'timeout') throw timedOut;
  if (answer === 'lost' || answer.type !== 'evaluated') throw died;
  if ('error' in answer.result) throw new WtbError(answer.result.error);
  return answer.result.value;
}

const timedOut = new WtbError({
  code: 'node/expression-timeout',
  message: `The expression took longer than ${expressionTimeoutMs} ms.`,
  remedy: 'Do heavy work in a code node; look for a regular expression that backtracks without end.',
  retryable: false,
});
const died = new WtbError({
  code: 'node/expression',
  message: 'The sandbox died while the expression was evaluated, most likely because it used too much memory.',
  remedy: 'Do heavy work in a code node.',
  retryable: false,
});
