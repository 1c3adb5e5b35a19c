import { Composer, isCollection, isMap, isNode, isScalar, LineCounter, Parser, type CST, type Document } from 'yaml';
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
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = tokens.map((token) => deeperThan(token, maxDepth)).find((offset) => offset !== undefined);
  if (deep !== undefined) return unreadable({ reason: 'too-deep', offset: deep, message: '' });
  const composer = new Composer({ version: '1.2', prettyErrors: false, uniqueKeys: true });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return unreadable({ reason: 'syntax', offset: 0, message: 'the text is empty' });
  if (second !== undefined) {
    const offset = second.range?.[0] ?? 0;
    return unreadable({ reason: 'syntax', offset, message: 'a second document begins here' });
  }
  return readDocument(document);
}

function unreadable(fault: YamlFault): YamlText {
  return { faults: [fault], value: undefined, locate: () => undefined };
}

function readDocument(document: Document.Parsed): YamlText {
  const locate = (path: DocumentPath): number | undefined => locateIn(document, path);
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    const faults = complaints.map((each): YamlFault => {
      return { reason: 'syntax', offset: each.pos[0], message: each.message };
    });
    return { faults, value: undefined, locate };
  }
  try {
    return { faults: [], value: document.toJS({ maxAliasCount: maxAliases }), locate };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { faults: [{ reason: 'syntax', offset: 0, message }], value: undefined, locate };
  }
}

/** Offset of the first token that nests deeper than the limit; iterative. */
function deeperThan(root: CST.Token, limit: number): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > limit) return token.offset;
    for (const child of childrenOf(token)) open.push({ token: child, depth: depth + ('items' in child ? 1 : 0) });
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value].filter((child) => child !== undefined && child !== null));
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
