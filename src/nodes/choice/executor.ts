import type { ActivationRequest, NodeExecutor, NodeResult, NodeTools } from '../../model/activation.ts';
import type { FirstAnswer, SimpleWait } from '../../model/execution.ts';
import type { Value } from '../../model/value.ts';
import { checkAnswer, questionOf } from '../human/question.ts';
import { failure, resultOf, returned } from '../node-failure.ts';
import { schemaMismatch } from '../schema-mismatch.ts';
import { correlationKey, timerIn, toMoment } from '../waiting.ts';
import { parseChoiceConfig } from './config.ts';
import type { Alternative } from './config.ts';

/** One wait for the first of all alternatives: its port, and the message's value or the person's answer. */
export const choiceExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const alternatives = parseChoiceConfig(activation.config);
      if (alternatives.length === 0) return nothingToWaitFor(activation);
      const { index, value } = (await tools.wait(await requestOf(activation, tools, alternatives))) as FirstAnswer;
      return chosen(activation, alternatives[index] as Alternative, value);
    }),
};

/** After a restart what was fixed before holds: keys and moments are not worked out anew. */
async function requestOf(
  { waits }: ActivationRequest,
  tools: NodeTools,
  alternatives: readonly Alternative[],
): Promise<{ readonly type: 'first'; readonly of: readonly SimpleWait[] }> {
  const begun = waits.at(-1)?.request;
  if (begun?.type === 'first') return begun;
  const of: SimpleWait[] = [];
  for (const [index, alternative] of alternatives.entries()) of.push(await waitFor(tools, alternative, `of[${index}]`));
  return { type: 'first', of };
}

async function waitFor(tools: NodeTools, alternative: Alternative, path: string): Promise<SimpleWait> {
  const { message, afterMs, until, human, condition } = alternative;
  if (message !== undefined) {
    const key = await correlationKey(tools, message.key ?? '', `${path}.message.key`);
    return { type: 'message', name: message.name, ...key };
  }
  if (human !== undefined) return questionOf(human);
  if (condition !== undefined) return { type: 'condition', expression: condition };
  if (until === undefined) return timerIn(tools, afterMs ?? 0);
  return { type: 'timer', until: toMoment(await tools.evaluate(until), until, `${path}.until`) };
}

function chosen(activation: ActivationRequest, { port, human }: Alternative, value: Value): NodeResult {
  if (human === undefined) return returned(value, port);
  const { answer, problems } = checkAnswer(questionOf(human).schema, value);
  if (problems.length > 0) return failure(activation, schemaMismatch('execution/answer', 'The answer', problems));
  return returned(answer, port);
}

const nothingToWaitFor = (activation: ActivationRequest): NodeResult =>
  failure(activation, {
    code: 'document/bad-config',
    message: 'The choice has nothing to wait for.',
    place: { path: 'of' },
    remedy: 'Give it at least one alternative: a port, and a message, a time, a question or a condition.',
    retryable: false,
  });
