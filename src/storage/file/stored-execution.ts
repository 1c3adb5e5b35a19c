import { fromBase64, toBase64 } from '../../context/base64.ts';
import { fromTaggedJson, toTaggedJson } from '../../context/tagged-json.ts';
import { WtbError } from '../../model/errors.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import { valueHash, type ValueHash } from '../../model/ids.ts';
import type { JsonValue } from '../../model/value.ts';
import type { CommitBatch, ExecutionHead, ExecutionRecord, StoredKeyframe } from '../ports.ts';
import { corrupt } from '../storage-error.ts';

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

/** An execution as its lines say it is. */
export interface FileExecution {
  record: ExecutionRecord;
  head: ExecutionHead;
  epoch: number;
  /** Of its batches. */
  bytes: number;
  readonly events: ExecutionEvent[];
  readonly keyframes: StoredKeyframe[];
  readonly values: Map<ValueHash, Uint8Array>;
}

export const newExecution = (record: ExecutionRecord, head: ExecutionHead): FileExecution => ({
  record,
  head,
  epoch: 0,
  bytes: 0,
  events: [],
  keyframes: [],
  values: new Map(),
});

export function toBatchLine({
  events,
  values,
  keyframes,
  head,
}: CommitBatch): ExecutionLine & { readonly type: 'batch' } {
  return {
    type: 'batch',
    events: toTaggedJson(events),
    values: Object.fromEntries([...values].map(([hash, bytes]) => [hash, toBase64(bytes)])),
    keyframes: toTaggedJson(keyframes),
    head,
  };
}

/** What is stored becomes what it was. Throws `storage/corrupt`. */
export function readExecution(path: string, lines: readonly unknown[]): FileExecution | undefined {
  const [first, ...rest] = lines as readonly ExecutionLine[];
  if (first === undefined) return undefined;
  if (first.type !== 'created') throw new WtbError(corrupt(path, 'it does not begin with the execution'));
  const execution = newExecution(first.record, first.head);
  for (const line of rest) applyLine(execution, line, path);
  return execution;
}

export function applyLine(execution: FileExecution, line: ExecutionLine, path: string): void {
  const { record } = execution;
  switch (line.type) {
    case 'created':
      throw new WtbError(corrupt(path, 'a second execution begins in it'));
    case 'acquired':
      execution.epoch = line.epoch;
      break;
    case 'batch':
      execution.events.push(...(fromTaggedJson(line.events) as ExecutionEvent[]));
      execution.keyframes.push(...(fromTaggedJson(line.keyframes) as StoredKeyframe[]));
      for (const [hash, text] of Object.entries(line.values))
        execution.values.set(valueHash(hash), bytesOf(text, path));
      execution.head = line.head;
      execution.bytes += JSON.stringify(line).length;
      break;
    case 'renamed': {
      const { name: _, ...unnamed } = record;
      execution.record = line.name === undefined ? unnamed : { ...unnamed, name: line.name };
      break;
    }
    case 'removed':
      execution.record = { ...record, deletedAt: line.at };
      break;
    case 'restored': {
      const { deletedAt: _, ...kept } = record;
      execution.record = kept;
      break;
    }
    default:
      throw new WtbError(corrupt(path, 'it has a line that this version does not know'));
  }
}

function bytesOf(text: string, path: string): Uint8Array {
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length === 0) throw new WtbError(corrupt(path, 'a value in it is damaged'));
  return bytes;
}
