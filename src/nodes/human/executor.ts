import { setOwn } from '../../context/value-kind.ts';
import type { ActivationRequest, NodeExecutor, NodeTools, RecordedWait } from '../../model/activation.ts';
import type { FirstAnswer } from '../../model/execution.ts';
import type { Value } from '../../model/value.ts';
import { configText, failure, resultOf, returned } from '../node-failure.ts';
import { schemaMismatch } from '../schema-mismatch.ts';
import { waitAtMost } from '../waiting.ts';
import type { Waited } from '../waiting.ts';
import { checkAnswer, questionOf } from './question.ts';
import type { Question } from './question.ts';

/** Asks and waits, until the deadline where there is one. An answer that was given before a restart is used, not asked again. */
export const humanExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { config } = activation;
      const question = questionOf(config);
      const answered = givenBefore(activation, question) ?? (await ask(activation, tools, question));
      if (answered === 'timeout') return returned(undefined, 'timeout');
      const { answer, problems } = checkAnswer(question.schema, answered.value);
      if (problems.length > 0) return failure(activation, schemaMismatch('execution/answer', 'The answer', problems));
      const key = configText(config, 'key');
      return returned(key === '' ? answer : entry(key, answer));
    }),
};

const ask = (activation: ActivationRequest, tools: NodeTools, question: Question): Promise<Waited> =>
  waitAtMost(activation, tools, question, activation.config['deadlineMs']);

/** One that does not fit was refused before: it is asked again. */
function givenBefore({ waits }: ActivationRequest, { schema }: Question): Waited | undefined {
  const answers = waits.map(answerOf);
  return answers.find(
    (given) => given === 'timeout' || (given !== undefined && checkAnswer(schema, given.value).problems.length === 0),
  );
}

function answerOf({ request, answer }: RecordedWait): Waited | undefined {
  if (answer === undefined) return undefined;
  if (request.type === 'human') return answer;
  if (request.type !== 'first') return undefined;
  const { index, value } = answer.value as FirstAnswer;
  return index === 0 ? { value } : 'timeout';
}

function entry(key: string, value: Value): Value {
  const object: Record<string, Value> = {};
  setOwn(object, key, value);
  return object;
}
