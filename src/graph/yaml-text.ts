import { Composer, isCollection, isMap, isNode, isScalar, Lexer, Parser, type CST, type Document } from 'yaml';
import type { DocumentPath } from './document-path.ts';

/** A fault of YAML text, with the offset where it stands. */
export interface YamlFault {
  readonly reason: 'syntax' | 'too-deep';
  readonly offset: number;
  readonly message: string;
}

export interface YamlText {
  readonly faults: readonly YamlFault[];
  /** What the text says, as plain data; `undefined` when there are faults. */
  readonly value: unknown;
  /** Offset of what stands at a path: of the key where it has one. */
  readonly locate: (path: DocumentPath) => number | undefined;
}

/** Each alias may stand for a list of aliases: past this many expansions a text is a bomb, not a document. */
const maxAliases = 1000;

/** Reads YAML 1.2. Depth is bounded on the flat stream of tokens, before anything recursive sees it. */
export function readYaml(text: string, maxDepth: number): YamlText {
  const { tokens, deep } = tokensOf(text, maxDepth);
  if (deep !== undefined) return unreadable({ reason: 'too-deep', offset: deep, message: '' });
  // The library compares each key of a map with all before it; `repeatedKeys` does not.
  const composer = new Composer({ version: '1.2', prettyErrors: false, uniqueKeys: false });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return unreadable({ reason: 'syntax', offset: 0, message: 'the text is empty' });
  if (second !== undefined) {
    const offset = second.range?.[0] ?? 0;
    return unreadable({ reason: 'syntax', offset, message: 'a second document begins here' });
  }
  return readDocument(document);
}

/** The text's tokens, or where they nest deeper than the limit: what nests far too deep is not even read to its end. */
function tokensOf(text: string, maxDepth: number): { readonly tokens: CST.Token[]; readonly deep: number | undefined } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // What is open but for the document and a scalar are collections.
    if (parser.stack.length - 2 > maxDepth) return { tokens, deep: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, deep: tokens.map((token) => deeperThan(token, maxDepth)).find((offset) => offset !== undefined) };
}

function unreadable(fault: YamlFault): YamlText {
  return { faults: [fault], value: undefined, locate: () => undefined };
}

function readDocument(document: Document.Parsed): YamlText {
  const locate = (path: DocumentPath): number | undefined => locateIn(document, path);
  const complaints = [...document.errors, ...document.warnings].map((each): YamlFault => {
    return { reason: 'syntax', offset: each.pos[0], message: each.message };
  });
  const faults = complaints.length > 0 ? complaints : repeatedKeys(document.contents);
  if (faults.length > 0) return { faults, value: undefined, locate };
  try {
    return { faults: [], value: document.toJS({ maxAliasCount: maxAliases }), locate };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { faults: [{ reason: 'syntax', offset: 0, message }], value: undefined, locate };
  }
}

/** Keys that a map has twice; iterative. */
function repeatedKeys(root: unknown): YamlFault[] {
  const faults: YamlFault[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isMap(node)) {
      const keys = new Set<unknown>();
      for (const { key, value } of node.items) {
        if (isCollection(value)) open.push(value);
        if (!isScalar(key)) open.push(key);
        else if (keys.has(key.value)) {
          faults.push({ reason: 'syntax', offset: key.range?.[0] ?? 0, message: 'Map keys must be unique' });
        } else keys.add(key.value);
      }
    } else if (isCollection(node)) {
      for (const item of node.items) if (isCollection(item)) open.push(item);
    }
  }
  return faults.sort((a, b) => a.offset - b.offset);
}

/** Offset of a token that nests deeper than the limit; iterative. */
function deeperThan(root: CST.Token, limit: number): number | undefined {
  let level = childrenOf(root, []);
  for (let depth = 1; level.length > 0; depth++) {
    const [first] = level;
    if (depth > limit && first !== undefined) return first.offset;
    const next: CST.Token[] = [];
    for (const token of level) childrenOf(token, next);
    level = next;
  }
  return undefined;
}

/** Adds the collections right below a token to the list, which is also what it gives. Scalars nest nothing. */
function childrenOf(token: CST.Token, into: CST.Token[]): CST.Token[] {
  if (token.type === 'document') {
    if (token.value !== undefined && 'items' in token.value) into.push(token.value);
  } else if ('items' in token) {
    for (const { key, value } of token.items) {
      if (key !== undefined && key !== null && 'items' in key) into.push(key);
      if (value !== undefined && 'items' in value) into.push(value);
    }
  }
  return into;
}

function locateIn(document: Document.Parsed, path: DocumentPath): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const part of path) {
    if (!isCollection(node)) return offset;
    if (isMap(node)) {
      const pair = node.items.find((each) => String(isScalar(each.key) ? each.key.value : each.key) === String(part));
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = node.items[Number(part)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}
