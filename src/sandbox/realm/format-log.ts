const maxDepth = 4;
const maxItems = 50;
const maxText = 4000;

/** What `log` and `console.*` were given, as one text: strings as they are, the rest in the manner of a console. */
export function formatLog(parts: readonly unknown[]): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : format(part, 0, []))).join(' ');
  return text.length > maxText ? `${text.slice(0, maxText)}… (${text.length - maxText} more characters)` : text;
}

function format(value: unknown, depth: number, above: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > maxText ? `${value.slice(0, maxText)}…` : value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `[function ${value.name}]`;
    case 'object':
      return value === null ? 'null' : formatObject(value, depth, above);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function formatObject(value: object, depth: number, above: readonly object[]): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (above.includes(value)) return '[cycle]';
  const inner = [...above, value];
  if (depth >= maxDepth) return Array.isArray(value) ? `[${value.length} items]` : '{…}';
  if (Array.isArray(value)) return `[${list(value, (item) => format(item, depth + 1, inner))}]`;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return formatBytes(value);
  const entry = ([key, item]: readonly [unknown, unknown]): string =>
    `${format(key, depth + 1, inner)} => ${format(item, depth + 1, inner)}`;
  if (value instanceof Map) return `Map {${list([...value].slice(0, maxItems + 1), entry, value.size)}}`;
  if (value instanceof Set) {
    return `Set {${list([...value].slice(0, maxItems + 1), (item) => format(item, depth + 1, inner), value.size)}}`;
  }
  const property = (key: string): string => `${key}: ${format(Reflect.get(value, key), depth + 1, inner)}`;
  const name: unknown = value.constructor?.name;
  const prefix = typeof name === 'string' && name !== 'Object' && name !== '' ? `${name} ` : '';
  return `${prefix}{${list(Object.keys(value), property)}}`;
}

function formatBytes(value: ArrayBuffer | ArrayBufferView): string {
  const items =
    ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from((value as Uint8Array).slice(0, 10)) : [];
  return `${value.constructor.name}(${value.byteLength} bytes)${items.length > 0 ? ` [${items.join(', ')}…]` : ''}`;
}

function list<T>(items: readonly T[], show: (item: T) => string, size = items.length): string {
  const shown = items.slice(0, maxItems).map(show).join(', ');
  return size > maxItems ? `${shown}, … ${size - maxItems} more` : shown;
}
