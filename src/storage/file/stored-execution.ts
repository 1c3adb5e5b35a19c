import { fromBase64, toBase64 } from '../../context/base64.ts';
import { fromTaggedJson, toTaggedJson } from '../../context/tagged-json.ts';
import { WtbError } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import type { ValueHash } from '../../model/ids.ts';
import type { JsonValue } from '../../model/value.ts';
import type { CommitBatch, ExecutionHead, ExecutionRecord, StoredKeyframe } from '../ports.ts';
import { corrupt } from '../storage-error.ts';
import { newFacts, removed, renamed, restored, type ExecutionFacts } from '../execution-facts.ts';
import type { Line, LineFile } from './line-file.ts';

/** One line of an execution's file. The first is `created`; what they come to, in order, is the execution. */
export type ExecutionLine =
  | { readonly type: 'created'; readonly record: ExecutionRecord; readonly head: ExecutionHead }
  | { readonly type: 'acquired'; readonly epoch: number }
  | {
      readonly type: 'batch';
      /** Values beyond JSON tagged. */
      readonly events: JsonValue;
      /** Stored encodings as Base64, by hash. */
      readonly values: Readonly<Record<string, string>>;
      readonly keyframes: JsonValue;
      readonly head: ExecutionHead;
    }
  | { readonly type: 'renamed'; readonly name?: string }
  | { readonly type: 'removed'; readonly at: number }
  | { readonly type: 'restored' };

export type BatchLine = ExecutionLine & { readonly type: 'batch' };

export function toBatchLine({ events, values, keyframes, head }: CommitBatch): BatchLine {
  return {
    type: 'batch',
    events: toTaggedJson(events),
    values: Object.fromEntries([...values].map(([hash, bytes]) => [hash, toBase64(bytes)])),
    keyframes: toTaggedJson(keyframes),
    head,
  };
}

/** What a batch holds beside the head. */
export interface BatchContent {
  readonly events: readonly ExecutionEvent[];
  readonly keyframes: readonly StoredKeyframe[];
}

export const contentOf = ({ events, keyframes }: BatchLine): BatchContent => ({
  events: fromTaggedJson(events) as ExecutionEvent[],
  keyframes: fromTaggedJson(keyframes) as StoredKeyframe[],
});

/** Throws `storage/corrupt`. */
export function valueIn({ values }: BatchLine, hash: ValueHash, path: string): Uint8Array | undefined {
  const text = values[hash];
  if (text === undefined) return undefined;
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length === 0) throw new WtbError(corrupt(path, 'a value in it is damaged'));
  return bytes;
}

/** Of the events in a batch; `undefined` where it has none. */
export function lastSeqOf({ events }: BatchLine): number | undefined {
  const last = Array.isArray(events) ? (events.at(-1) as { readonly seq: number } | undefined) : undefined;
  return last?.seq;
}

const batchStart = Buffer.from('{"type":"batch"');

/** Told by its first bytes, so that batches, by far the most of a file, need not be parsed to be passed over. */
export const isBatch = ({ bytes }: Line): boolean => bytes.subarray(0, batchStart.length).equals(batchStart);

export const parseBatch = (file: LineFile, line: Line): BatchLine => ensureBatch(file.parse(line), file.path);

/** Throws `storage/corrupt` where something of it is missing. */
export function ensureBatch(line: unknown, path: string): BatchLine {
  const batch = line as Partial<BatchLine>;
  const { events, keyframes, values, head } = batch;
  if (Array.isArray(events) && Array.isArray(keyframes) && isObject(values) && isObject(head))
    return batch as BatchLine;
  throw new WtbError(corrupt(path, 'a group in it is damaged'));
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** What the lines of a file come to, after those that came to `before`. Throws `storage/corrupt`. */
export function factsAfter(
  before: ExecutionFacts | undefined,
  lines: readonly Line[],
  file: LineFile,
): ExecutionFacts | undefined {
  let facts = before;
  for (const line of lines) {
    facts = isBatch(line)
      ? { ...begun(facts, file), bytes: begun(facts, file).bytes + line.length }
      : factsWith(facts, file.parse(line) as ExecutionLine, file);
  }
  return facts === undefined ? undefined : { ...facts, ...lastBatches(lines, file) };
}

/** The head is the last batch's; what comes next is told by the last one that has events. */
function lastBatches(lines: readonly Line[], file: LineFile): Partial<Pick<ExecutionFacts, 'head' | 'nextSeq'>> {
  let head: ExecutionHead | undefined;
  for (const line of lines.toReversed()) {
    if (!isBatch(line)) continue;
    const batch = parseBatch(file, line);
    head ??= batch.head;
    const last = lastSeqOf(batch);
    if (last !== undefined) return { head, nextSeq: last + 1 };
  }
  return head === undefined ? {} : { head };
}

function factsWith(facts: ExecutionFacts | undefined, line: ExecutionLine, file: LineFile): ExecutionFacts {
  if (line.type === 'created') {
    if (facts === undefined) return newFacts(line.record, line.head);
    throw new WtbError(corrupt(file.path, 'a second execution begins in it'));
  }
  const known = begun(facts, file);
  switch (line.type) {
    case 'acquired':
      return { ...known, epoch: line.epoch };
    case 'renamed':
      return renamed(known, line.name);
    case 'removed':
      return removed(known, line.at);
    case 'restored':
      return restored(known);
    default:
      throw new WtbError(corrupt(file.path, 'it has a line that this version does not know'));
  }
}

function begun(facts: ExecutionFacts | undefined, { path }: LineFile): ExecutionFacts {
  if (facts !== undefined) return facts;
  throw new WtbError(corrupt(path, 'it does not begin with the execution'));
}
