import type { DocumentPath } from './document-path.ts';

/** Where JSON text stops being JSON. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

/** Offsets of a key (where it has one) and of its value. */
export interface JsonSpot {
  readonly key: number | undefined;
  readonly value: number;
}

/** How deep brackets nest, texts in quotes left out; stops counting past `limit`. Gives where the limit is passed. */
export function findTooDeep(text: string, limit: number): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfText(text, i);
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (++depth > limit) return i;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
  }
  return undefined;
}

const [QUOTE, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [34, 92, 123, 125, 91, 93];

/** Index of the closing quote, or the text's length. */
function endOfText(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && text.charCodeAt(i) !== QUOTE) i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}

/**
 * Reads JSON text only for its places: the first fault, or the spots of the wanted paths. The platform's own parser
 * is faster, but tells no places (or each engine in words of its own). Its depth must have been bounded before.
 */
export function locateInJson(
  text: string,
  wanted: readonly DocumentPath[],
): { readonly fault: JsonFault } | { readonly spots: readonly (JsonSpot | undefined)[] } {
  const spots = wanted.map((): JsonSpot | undefined => undefined);
  const scanner = new JsonScanner(text, wantedTree(wanted), spots);
  try {
    scanner.document();
  } catch (thrown) {
    if (thrown instanceof FaultFound) return { fault: thrown.fault };
    throw thrown;
  }
  return { spots };
}

/** What is looked for below a place: indexes into the list of wanted paths. */
interface Wanted {
  readonly here: number[];
  readonly below: Map<string | number, Wanted>;
}

function wantedTree(paths: readonly DocumentPath[]): Wanted {
  const root: Wanted = { here: [], below: new Map() };
  paths.forEach((path, index) => {
    let at = root;
    for (const part of path) {
      const next = at.below.get(part) ?? { here: [], below: new Map() };
      at.below.set(part, next);
      at = next;
    }
    at.here.push(index);
  });
  return root;
}

class FaultFound extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(fault.message);
    this.fault = fault;
  }
}

class JsonScanner {
  private at = 0;
  private readonly text: string;
  private readonly root: Wanted;
  private readonly spots: (JsonSpot | undefined)[];

  constructor(text: string, root: Wanted, spots: (JsonSpot | undefined)[]) {
    this.text = text;
    this.root = root;
    this.spots = spots;
  }

  document(): void {
    this.value(this.root, undefined);
    this.space();
    if (this.at < this.text.length) this.fail('something follows the end of the document');
  }

  private value(wanted: Wanted | undefined, key: number | undefined): void {
    this.space();
    for (const index of wanted?.here ?? []) this.spots[index] = { key, value: this.at };
    const character = this.text[this.at];
    if (character === '{') this.object(wanted);
    else if (character === '[') this.list(wanted);
    else if (character === '"') this.string();
    else this.word();
  }

  private object(wanted: Wanted | undefined): void {
    this.at++;
    this.space();
    if (this.accept('}')) return;
    do {
      this.space();
      const key = this.at;
      if (this.text[key] !== '"') this.fail('a key in double quotes is expected');
      const name = this.string();
      this.space();
      if (!this.accept(':')) this.fail(`a colon is expected after the key ${JSON.stringify(name)}`);
      this.value(wanted?.below.get(name), key);
      this.space();
    } while (this.accept(','));
    if (!this.accept('}')) this.fail('a comma or } is expected');
  }

  private list(wanted: Wanted | undefined): void {
    this.at++;
    this.space();
    if (this.accept(']')) return;
    let index = 0;
    do {
      this.value(wanted?.below.get(index++), undefined);
      this.space();
    } while (this.accept(','));
    if (!this.accept(']')) this.fail('a comma or ] is expected');
  }

  private string(): string {
    const start = this.at;
    const end = endOfText(this.text, start);
    if (end >= this.text.length) this.fail('a text has no closing quote');
    const raw = this.text.slice(start, end + 1);
    try {
      const value = JSON.parse(raw) as string;
      this.at = end + 1;
      return value;
    } catch {
      const control = raw.split('').findIndex((character) => character < ' ');
      this.at = start + Math.max(control, 0);
      return this.fail(control < 0 ? 'a text holds an escape that JSON does not know' : 'a text spans lines');
    }
  }

  private word(): void {
    const match = /[^\s,:[\]{}"]*/y;
    match.lastIndex = this.at;
    const word = match.exec(this.text)?.[0] ?? '';
    if (word === '') this.fail(this.at < this.text.length ? 'a value is expected' : 'the text ends too early');
    if (!/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(word)) {
      this.fail(`${JSON.stringify(word.slice(0, 40))} is no value; texts need double quotes`);
    }
    this.at += word.length;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at] ?? '')) this.at++;
  }

  private accept(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private fail(message: string): never {
    throw new FaultFound({ offset: Math.min(this.at, this.text.length), message });
  }
}
