/**
 * Large values cross as JSON text where that keeps everything of them: between processes, and from a process into the context
 * in it, text is copied several times faster than objects are.
 */
const { stringify, parse } = JSON;
const { getPrototypeOf, prototype, is } = Object;
const { isArray } = Array;
const { isFinite } = Number;

type Fields = Readonly<Record<string, unknown>>;

/** Engine's side: the context's values of a question as text. */
export function packQuestion(message: unknown): unknown {
  const { context } = message as { readonly context?: { readonly entries: readonly Fields[] } };
  if (context === undefined) return message;
  return { ...(message as Fields), context: { ...context, entries: context.entries.map(packEntry) } };
}

/** Realm's side. */
export function unpackQuestion(message: unknown): unknown {
  const { context } = message as { readonly context?: { readonly entries: readonly Fields[] } };
  if (context === undefined) return message;
  return { ...(message as Fields), context: { ...context, entries: context.entries.map(unpackEntry) } };
}

/** Realm's side: the value that code returned as text. */
export function packAnswer(message: unknown): unknown {
  const { outcome } = message as { readonly outcome?: { readonly result: Fields } };
  const text = outcome === undefined ? undefined : textOf(outcome.result['value']);
  if (outcome === undefined || text === undefined) return message;
  return { ...(message as Fields), outcome: { ...outcome, result: { ...outcome.result, value: undefined, text } } };
}

/** Engine's side: what it gives is parsed like any answer, for code may have forged it. */
export function unpackAnswer(message: unknown): unknown {
  const { outcome } = (message ?? {}) as { readonly outcome?: { readonly result?: Fields | null } | null };
  const text = outcome?.result?.['text'];
  if (typeof text !== 'string') return message;
  try {
    return {
      ...(message as Fields),
      outcome: { ...outcome, result: { ...outcome?.result, value: parse(text) as unknown } },
    };
  } catch {
    return undefined;
  }
}

function packEntry(entry: Fields): Fields {
  const text = textOf((entry['value'] as { readonly is: unknown } | undefined)?.is);
  return text === undefined ? entry : { ...entry, value: { text } };
}

function unpackEntry(entry: Fields): Fields {
  const { text } = (entry['value'] ?? {}) as { readonly text?: string };
  return text === undefined ? entry : { ...entry, value: { is: parse(text) as unknown } };
}

/** JSON of a list or object that is JSON all through; `undefined` for everything else. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return isJson(value) ? stringify(value) : undefined;
  } catch {
    // Nested too deeply for either.
    return undefined;
  }
}

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return isFinite(value) && !is(value, -0);
    case 'object':
      return value === null || (isArray(value) ? value.every(isJson) : isJsonObject(value));
    default:
      return false;
  }
}

function isJsonObject(value: object): boolean {
  const parent: unknown = getPrototypeOf(value);
  if (parent !== prototype && parent !== null) return false;
  for (const key in value) if (!isJson((value as Fields)[key])) return false;
  return true;
}
