import type { Dispose } from '../../base/disposable.ts';
import type { ActivationRequest, NodeExecutor } from '../../model/activation.ts';
import type { LiveActivation, WaitRequest } from '../../model/execution.ts';
import type { ActivationPath, ExecutionId } from '../../model/ids.ts';
import type { Value } from '../../model/value.ts';
import { personAsked } from './person-asked.ts';
import { toolsWith } from './tools-with.ts';

/**
 * Answers by activation path or node id. A list holds the answers of successive asks; its last one is not repeated. An
 * answer that is a list itself stands in a list.
 */
export class Answers {
  private readonly given: Readonly<Record<string, Value>>;
  private readonly used = new Map<string, number>();

  constructor(given: Readonly<Record<string, Value>> = {}) {
    this.given = given;
  }

  /** The paths and ids that have answers. */
  get names(): readonly string[] {
    return Object.keys(this.given);
  }

  /** The next answer for this activation, or `undefined` where there is none (left). */
  take(path: string, node: string): { readonly value: Value } | undefined {
    const key = [path, node].find((name) => Object.hasOwn(this.given, name));
    if (key === undefined) return undefined;
    const entry = this.given[key];
    if (!Array.isArray(entry)) return { value: entry };
    const index = this.used.get(key) ?? 0;
    if (index >= entry.length) return undefined;
    this.used.set(key, index + 1);
    return { value: entry[index] as Value };
  }
}

/** Whom an activation that asks is to be answered by: the engine's `answer` command. */
export type GiveAnswer = (execution: ExecutionId, path: ActivationPath, value: Value) => Promise<unknown>;

export interface AnsweringOptions {
  readonly answers: Answers;
  readonly give: GiveAnswer;
  /** The answer was not taken: the question stays. */
  readonly refused: (path: ActivationPath, thrown: unknown) => void;
  /** A person is asked, and there is no answer. */
  readonly asked: () => void;
  /** Nothing else may happen meanwhile. */
  readonly hold: () => Dispose;
}

export interface Answering {
  /** The executors, their questions answered at once where an answer is known. */
  readonly executors: ReadonlyMap<string, NodeExecutor>;
  /** Resolves when every known answer is given; whether any was since this was asked last. */
  settled(): Promise<boolean>;
  /** Answers those who asked before this process was there: on resuming, nobody asks a second time. */
  answerLive(execution: ExecutionId, live: readonly LiveActivation[]): Promise<boolean>;
}

export function createAnswering(
  executors: ReadonlyMap<string, NodeExecutor>,
  { answers, asked: unanswered, give, hold, refused }: AnsweringOptions,
): Answering {
  const underWay = new Set<Promise<unknown>>();
  /** Who was answered and did not take it: that question is not answered a second time. */
  const refusing = new Set<string>();
  let news = false;

  async function answer({ executionId, path, activation }: Asked, value: Value): Promise<void> {
    const release = hold();
    try {
      // The engine hears of the wait first.
      await new Promise((resolve) => setImmediate(resolve));
      await give(executionId, path, value);
      news = true;
    } catch (thrown) {
      refusing.add(`${executionId} ${activation}`);
      refused(path, thrown);
    } finally {
      release();
    }
  }
  const answering = (executor: NodeExecutor): NodeExecutor => ({
    execute: (activation, tools) =>
      executor.execute(
        activation,
        toolsWith(tools, {
          wait(request) {
            const asked = tools.wait(request);
            const found = asksPerson(request) ? answers.take(activation.path, activation.node) : undefined;
            if (found === undefined && asksPerson(request)) unanswered();
            if (found !== undefined) {
              const given = answer(activation, found.value).finally(() => underWay.delete(given));
              underWay.add(given);
            }
            return asked;
          },
        }),
      ),
  });
  return {
    executors: new Map([...executors].map(([kind, executor]) => [kind, answering(executor)])),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
      const had = news;
      news = false;
      return had;
    },
    async answerLive(executionId, live) {
      for (const { state, wait, path, node, activation } of live) {
        if (state !== 'waiting' || wait === undefined || !asksPerson(wait)) continue;
        if (refusing.has(`${executionId} ${activation}`)) continue;
        const found = answers.take(path, node);
        if (found !== undefined) await answer({ executionId, path, activation }, found.value);
      }
      return this.settled();
    },
  };
}

type Asked = Pick<ActivationRequest, 'executionId' | 'path' | 'activation'>;

const asksPerson = (wait: WaitRequest): boolean => personAsked(wait) !== undefined;
