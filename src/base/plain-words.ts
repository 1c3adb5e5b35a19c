/** A type, as schemas and `typeof` name it, in words: `a text`, `a whole number`. */
export function typeWords(type: string): string {
  return typeNames[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  int: 'a whole number',
  bigint: 'a big whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  record: 'an object',
  null: 'null',
  undefined: 'nothing',
  nan: 'not a number',
};

/** What a value is, short enough for a sentence: `"far"`, `7`, `a list`. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value === '' ? 'empty' : JSON.stringify(shortened(value));
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return typeWords(typeof value);
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** `a`, `a or b`, `a, b or c`; of many only the first ones. */
export function orWords(words: readonly string[]): string {
  const shown = words.length > 12 ? [...words.slice(0, 12), `${words.length - 12} others`] : words;
  const last = shown.at(-1) ?? 'nothing';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} or ${last}`;
}

/** `1 item`, `3 items`. */
export const countWords = (count: number | bigint, unit: string): string =>
  `${count} ${unit}${Number(count) === 1 ? '' : 's'}`;
