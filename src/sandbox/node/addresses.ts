import { bridge } from './given-bridge.ts';

const { parseUrl, parseQuery, formatQuery } = bridge;
const { parse, stringify } = JSON;
const text = (value: unknown): string => String(value);
const maybeText = (value: unknown): string | undefined => (value === undefined ? undefined : text(value));

type Pair = [name: string, value: string];

let linked: (text: string, changed: (text: string) => void) => Query;

/** `URLSearchParams`. */
export class Query {
  #pairs: Pair[];
  #changed: (text: string) => void = () => undefined;

  constructor(init: unknown = '') {
    this.#pairs = pairsOf(init);
  }
  static {
    linked = (search, changed) => {
      const query = new Query(search);
      query.#changed = changed;
      return query;
    };
  }
  get size(): number {
    return this.#pairs.length;
  }
  append(name: unknown, value: unknown): void {
    this.#set([...this.#pairs, [text(name), text(value)]]);
  }
  delete(name: unknown, value?: unknown): void {
    this.#set(this.#pairs.filter((pair) => pair[0] !== text(name) || (value !== undefined && pair[1] !== text(value))));
  }
  get(name: unknown): string | null {
    return this.#pairs.find((pair) => pair[0] === text(name))?.[1] ?? null;
  }
  getAll(name: unknown): string[] {
    return this.#pairs.filter((pair) => pair[0] === text(name)).map((pair) => pair[1]);
  }
  has(name: unknown, value?: unknown): boolean {
    return this.#pairs.some((pair) => pair[0] === text(name) && (value === undefined || pair[1] === text(value)));
  }
  set(name: unknown, value: unknown): void {
    const at = this.#pairs.findIndex((pair) => pair[0] === text(name));
    if (at === -1) return this.append(name, value);
    const rest = this.#pairs.filter((pair, index) => index <= at || pair[0] !== text(name));
    this.#set(rest.map((pair, index): Pair => (index === at ? [pair[0], text(value)] : pair)));
  }
  sort(): void {
    this.#set([...this.#pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
  forEach(callback: (value: string, name: string, query: Query) => void): void {
    for (const [name, value] of this.#pairs) callback(value, name, this);
  }
  *entries(): IterableIterator<Pair> {
    for (const [name, value] of this.#pairs) yield [name, value];
  }
  *keys(): IterableIterator<string> {
    for (const [name] of this.#pairs) yield name;
  }
  *values(): IterableIterator<string> {
    for (const [, value] of this.#pairs) yield value;
  }
  [Symbol.iterator](): IterableIterator<Pair> {
    return this.entries();
  }
  toString(): string {
    return formatQuery(stringify(this.#pairs));
  }
  #set(pairs: Pair[]): void {
    this.#pairs = pairs;
    this.#changed(this.toString());
  }
}

function pairsOf(init: unknown): Pair[] {
  if (typeof init !== 'object' || init === null) return parse(parseQuery(text(init))) as Pair[];
  const entries = Symbol.iterator in init ? [...(init as Iterable<Iterable<unknown>>)] : Object.entries(init);
  return entries.map((entry): Pair => {
    const [name, value] = [...entry];
    return [text(name), text(value)];
  });
}

type Part =
  | 'href'
  | 'protocol'
  | 'username'
  | 'password'
  | 'host'
  | 'hostname'
  | 'port'
  | 'pathname'
  | 'search'
  | 'hash';
type Parts = Readonly<Record<Part | 'origin', string>>;

let partOf: (url: Address, part: Part) => string;
let setPart: (url: Address, part: Part, value: unknown) => void;

/** `URL`. */
export class Address {
  #parts: Parts;
  #query: Query | undefined;

  constructor(given: unknown, base?: unknown) {
    const parts = partsOf(text(given), maybeText(base));
    if (parts === undefined) throw new TypeError(`Invalid URL: ${text(given)}`);
    this.#parts = parts;
  }
  static canParse(given: unknown, base?: unknown): boolean {
    return partsOf(text(given), maybeText(base)) !== undefined;
  }
  static {
    partOf = (url, part) => url.#parts[part];
    setPart = (url, part, value) => {
      url.#parts = partsOf(url.#parts.href, undefined, part, text(value)) ?? url.#parts;
      url.#query = undefined;
    };
  }
  get searchParams(): Query {
    this.#query ??= linked(this.#parts.search, (search) => {
      this.#parts = partsOf(this.#parts.href, undefined, 'search', search) ?? this.#parts;
    });
    return this.#query;
  }
  get origin(): string {
    return this.#parts.origin;
  }
  toString(): string {
    return this.#parts.href;
  }
  toJSON(): string {
    return this.#parts.href;
  }
}
for (const part of 'href protocol username password host hostname port pathname search hash'.split(' ') as Part[]) {
  Object.defineProperty(Address.prototype, part, {
    get(this: Address) {
      return partOf(this, part);
    },
    set(this: Address, value: unknown) {
      setPart(this, part, value);
    },
    configurable: true,
    enumerable: true,
  });
}

function partsOf(address: string, base?: string, part?: Part, value?: string): Parts | undefined {
  const found = parseUrl(address, base, part, value);
  return found === undefined ? undefined : (parse(found) as Parts);
}
