import { WtbError } from '../../model/errors.ts';
import type { Value } from '../../model/value.ts';
import { isPlainObject, setOwn } from '../../context/value-kind.ts';
import { toExpressionError } from './expression-error.ts';

/** The part of the JSONata library that is used; handed in, since each realm loads it in its own way. */
export type JsonataFactory = (
  text: string,
  options: { readonly timeout: number; readonly stack: number; readonly sequence: number },
) => { evaluate(input: unknown): Promise<unknown> };

export const expressionTimeoutMs = 1000;
const options = { timeout: expressionTimeoutMs, stack: 1000, sequence: 1_000_000 };

export type EvaluateExpression = (text: string, names: Iterable<readonly [string, Value]>) => Promise<Value>;

const maxCompiled = 500;

/** @returns a function that rejects with WtbError `node/expression` or `node/expression-timeout` */
export function createEvaluate(jsonata: JsonataFactory): EvaluateExpression {
  const compiled = new Map<string, ReturnType<JsonataFactory>>();
  const compile = (text: string): ReturnType<JsonataFactory> => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    if (compiled.size >= maxCompiled) compiled.clear();
    const made = jsonata(text, options);
    compiled.set(text, made);
    return made;
  };
  return async (text, names) => {
    try {
      return cleanResult(await compile(text).evaluate(inputOf(text, names)));
    } catch (thrown) {
      throw toExpressionError(thrown);
    }
  };
}

function inputOf(text: string, names: Iterable<readonly [string, Value]>): Record<string, Value> {
  const input: Record<string, Value> = {};
  const handOut = marksLists.test(text) ? thawed : (value: Value) => value;
  for (const [name, value] of names) setOwn(input, name, handOut(value));
  return input;
}

/** `path[]`, comments between the brackets included: JSONata marks the list that the path gave, which may be ours. */
const marksLists = /\[\s*(?:\/\*[^]*?\*\/\s*)*\]/;

/** Lists and plain objects anew, so that they can be marked without touching the context's. */
function thawed(value: Value): Value {
  if (Array.isArray(value)) return Array.from(value as readonly Value[], thawed);
  if (!isPlainObject(value)) return value;
  const copy: Record<string, Value> = {};
  for (const key of Object.keys(value)) setOwn(copy, key, thawed(value[key] as Value));
  return copy;
}

/** JSONata marks its lists with properties of their own; a function can't leave the expression. */
function cleanResult(value: Value): Value {
  if (typeof value === 'function') throw functionResult;
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Array.from(value, cleanResult);
  if (isFunctionLike(value)) throw functionResult;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const clean: Record<string, Value> = {};
  for (const [key, item] of Object.entries(value)) setOwn(clean, key, cleanResult(item));
  return clean;
}

const isFunctionLike = (value: object): boolean => '_jsonata_lambda' in value || '_jsonata_function' in value;

const functionResult = new WtbError({
  code: 'node/expression',
  message: 'The expression gives a function.',
  remedy: 'Call it, so that the expression gives data.',
  retryable: false,
});
