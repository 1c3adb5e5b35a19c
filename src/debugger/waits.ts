import { assertNever } from '../base/assert.ts';
import type { SimpleWait, WaitRequest } from '../model/execution.ts';

export type HumanWait = Extract<WaitRequest, { readonly type: 'human' }>;
export type MessageWait = Extract<WaitRequest, { readonly type: 'message' }>;

/** The single things that are waited for: several where the first of them decides. */
export const partsOf = (wait: WaitRequest): readonly Exclude<WaitRequest, { readonly type: 'first' }>[] =>
  wait.type === 'first' ? wait.of : [wait];

/** What a person is asked, also where the answer is one of several things that may come. */
export function humanPart(wait: WaitRequest | undefined): HumanWait | undefined {
  return wait === undefined ? undefined : partsOf(wait).find((part): part is HumanWait => part.type === 'human');
}

export function messageParts(wait: WaitRequest | undefined): readonly MessageWait[] {
  return wait === undefined ? [] : partsOf(wait).filter((part): part is MessageWait => part.type === 'message');
}

/** Until when, in epoch milliseconds: the timer, alone or as one of several. */
export function timerPart(wait: WaitRequest | undefined): number | undefined {
  if (wait === undefined) return undefined;
  return partsOf(wait).find((part) => part.type === 'timer' || part.type === 'backoff')?.until;
}

/** What is waited for, as it stands after “waits”: `for the message paid (order 7)`. */
export function waitWords(wait: WaitRequest): string {
  switch (wait.type) {
    case 'first':
      return `for the first of ${wait.of.length}: ${wait.of.map(simpleWords).join('; ')}`;
    case 'backoff':
      return `until ${timeWords(wait.until)} before attempt ${wait.attempt}`;
    default:
      return simpleWords(wait);
  }
}

function simpleWords(wait: SimpleWait): string {
  switch (wait.type) {
    case 'human':
      return `for an answer${wait.assignee === undefined ? '' : ` by ${wait.assignee}`}: ${wait.title}`;
    case 'message':
      return `for the message ${wait.name}${wait.key === undefined ? '' : ` (${wait.key})`}`;
    case 'condition':
      return `until ${wait.expression}`;
    case 'timer':
      return `until ${timeWords(wait.until)}`;
    default:
      return assertNever(wait);
  }
}

const day = 86_400_000;

/** The time of day, with the date where it is not about today. */
export function timeWords(at: number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB');
  return Math.abs(at - Date.now()) < day / 2 ? time : `${moment.toLocaleDateString('en-CA')} ${time}`;
}
