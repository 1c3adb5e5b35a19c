import type { z } from 'zod';
import { countWords, orWords, typeWords, valueWords } from '../base/plain-words.ts';

/**
 * What the schemas of `model/` and of the hosts object to, in the bench's own words: zod asks here for every message. Each is said of
 * a place (`must be a number, but is "far"`); `issueSentence` puts the two together.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  const { input } = issue;
  const is = input === undefined ? '' : `, but is ${valueWords(input)}`;
  switch (issue.code) {
    case 'invalid_type':
      return input === undefined ? 'is missing' : `must be ${typeWords(issue.expected)}${is}`;
    case 'invalid_value':
      return `must be ${orWords(issue.values.map(valueWords))}${is}`;
    case 'too_small':
      return sizeWords(issue, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return sizeWords(issue, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'invalid_format':
      return issue.format === 'regex'
        ? `does not have the form that is asked for`
        : `must be a valid ${issue.format}${is}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}${is}`;
    case 'unrecognized_keys':
      return `has ${issue.keys.length === 1 ? 'the key' : 'the keys'} ${issue.keys.map((key) => `“${key}”`).join(', ')}, not known here`;
    case 'invalid_union':
      return `fits none of the allowed forms${is}`;
    case 'invalid_key':
      return 'has a key that is not allowed';
    case 'invalid_element':
      return 'has an entry that is not allowed';
    case 'custom':
      return 'is not allowed';
    default:
      return issue satisfies never;
  }
}

/** A message with its place before it. One that is a sentence by itself stays one. */
export function issueSentence(place: string, message: string): string {
  const text = message.replace(/[.]$/u, '');
  return /^[a-z]/u.test(text) ? `${place} ${text}.` : `${place}: ${text}.`;
}

interface Sized {
  readonly origin: string;
  readonly exact?: boolean | undefined;
  readonly input?: unknown;
}

function sizeWords({ origin, exact, input }: Sized, limit: number | bigint, bound: string): string {
  if (input === '' && limit === 1) return 'must not be empty';
  const unit = units[origin];
  const size = exact === true ? 'exactly' : bound;
  if (unit === undefined) return `must be ${size} ${limit}, but is ${valueWords(input)}`;
  const { length } = typeof input === 'string' || Array.isArray(input) ? input : { length: undefined };
  return `must have ${size} ${countWords(limit, unit)}${length === undefined ? '' : `, but has ${length}`}`;
}

const units: Readonly<Record<string, string>> = {
  string: 'character',
  array: 'item',
  set: 'item',
  map: 'key',
  object: 'key',
  file: 'byte',
};
