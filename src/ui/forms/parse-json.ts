import type { ErrorInfo } from '../../model/errors.ts';
import type { JsonValue } from '../../model/value.ts';

export type ParsedJson = { readonly value: JsonValue } | { readonly error: ErrorInfo };

/** JSON text as a value, or what is wrong with it and where. An empty text is an error. */
export function parseJson(text: string): ParsedJson {
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    const { at, expected } = findFault(text);
    const lines = text.slice(0, at).split('\n');
    const found = at >= text.length ? 'the end of the text' : (/^\w+|./su.exec(text.slice(at))?.[0] ?? '');
    return {
      error: {
        code: 'document/syntax',
        message: `This is not valid JSON: ${expected} should stand where ${found} is.`,
        place: { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 },
      },
    };
  }
}

const space = /[ \t\n\r]*/y;
const scalar =
  /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** What may come next: a value, a key, what follows a value, … A list or object that may be empty may close at once. */
type Expected =
  | 'a value'
  | 'a value or ]'
  | 'a key in double quotes'
  | 'a key or }'
  | ':'
  | 'a comma or ]'
  | 'a comma or }'
  | 'nothing';

/**
 * Where a text that `JSON.parse` refused stops being JSON. Engines word and place their messages differently,
 * some without a position; this is the same everywhere.
 */
function findFault(text: string): { at: number; expected: Expected } {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'a value';
  const afterValue = (): Expected => {
    const inside = open.at(-1);
    if (inside === undefined) return 'nothing';
    return inside === '[' ? 'a comma or ]' : 'a comma or }';
  };
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    scalar.lastIndex = at;
    const token = scalar.exec(text)?.[0] ?? text[at] ?? '';
    const next = step(expected, token, open, afterValue);
    if (next === undefined) return { at, expected };
    expected = next;
    at += token.length;
  }
}

function step(
  expected: Expected,
  token: string,
  open: ('[' | '{')[],
  afterValue: () => Expected,
): Expected | undefined {
  const close = (bracket: '[' | '{'): Expected | undefined => {
    if (open.at(-1) !== bracket) return undefined;
    open.pop();
    return afterValue();
  };
  switch (expected) {
    case 'a value':
    case 'a value or ]':
      if (token === ']' && expected === 'a value or ]') return close('[');
      if (token === '[') return (open.push('['), 'a value or ]');
      if (token === '{') return (open.push('{'), 'a key or }');
      return isScalar(token) ? afterValue() : undefined;
    case 'a key in double quotes':
    case 'a key or }':
      if (token === '}' && expected === 'a key or }') return close('{');
      return token.length > 1 && token.startsWith('"') ? ':' : undefined;
    case ':':
      return token === ':' ? 'a value' : undefined;
    case 'a comma or ]':
      return token === ',' ? 'a value' : token === ']' ? close('[') : undefined;
    case 'a comma or }':
      return token === ',' ? 'a key in double quotes' : token === '}' ? close('{') : undefined;
    default:
      return undefined;
  }
}

const isScalar = (token: string): boolean => {
  scalar.lastIndex = 0;
  return scalar.exec(token)?.[0] === token && token !== '';
};
