import type { ExecutionEvent } from '../../model/event.ts';
import type { Seq, ValueHash } from '../../model/ids.ts';
import type { CommitBatch, StoredKeyframe } from '../ports.ts';
import { appended, type ExecutionFacts } from '../execution-facts.ts';
import { LineFile, type Line, type LineSpan } from './line-file.ts';
import {
  contentOf,
  ensureBatch,
  factsAfter,
  isBatch,
  lastSeqOf,
  parseBatch,
  toBatchLine,
  valueIn,
  type BatchContent,
  type BatchLine,
  type ExecutionLine,
} from './stored-execution.ts';

interface BatchPlace extends LineSpan {
  /** Its last event; that of the batch before where it has none. */
  readonly lastSeq: number;
}

/** Where the batches stand, and which one has a value. */
interface Index {
  readonly batches: BatchPlace[];
  readonly values: Map<ValueHash, LineSpan>;
}

const emptyIndex = (): Index => ({ batches: [], values: new Map() });

/**
 * One execution's file. What it is called and how it stands is known once the file was looked at; what happened in it stays on the
 * disk, and where to find it is noted when something of it is asked for.
 */
export class ExecutionFile {
  readonly file: LineFile;
  private known: ExecutionFacts | undefined;
  private index: Index | undefined;
  /** The line that was read last: values are asked for one by one. */
  private latest: { readonly start: number; readonly batch: BatchLine } | undefined;

  constructor(path: string) {
    this.file = new LineFile(path);
  }

  /** As it is now, what other processes added included; `undefined` where there is no file. Throws `storage/corrupt`. */
  async facts(): Promise<ExecutionFacts | undefined> {
    const before = this.known;
    this.known = await this.file.readNew((lines) => {
      const facts = factsAfter(before, lines, this.file);
      if (this.index !== undefined) this.note(this.index, lines.filter(isBatch));
      return facts;
    });
    return this.known;
  }

  /** Every write is a line; `facts` are what they come to with it. */
  async add(line: ExecutionLine, facts: ExecutionFacts, strict: boolean): Promise<void> {
    // Nothing is older than what is there now: from here on it is noted what comes.
    if (line.type === 'created') this.index = emptyIndex();
    await this.file.append(line, strict);
    this.known = facts;
  }

  async append(batch: CommitBatch, facts: ExecutionFacts, strict: boolean): Promise<void> {
    const span = await this.file.append(toBatchLine(batch), strict);
    this.known = appended(facts, batch, span.length);
    this.index?.batches.push({ ...span, lastSeq: this.known.nextSeq - 1 });
    for (const hash of batch.values.keys()) this.index?.values.set(hash, span);
  }

  /** Everything that happened in it. */
  async content(): Promise<BatchContent> {
    return this.contentFrom(0);
  }

  async events(from: Seq): Promise<readonly ExecutionEvent[]> {
    const { batches } = await this.indexed();
    const first = batches.find(({ lastSeq }) => lastSeq >= from);
    if (first === undefined) return [];
    const { events } = await this.contentFrom(first.start);
    return events.filter(({ seq }) => seq >= from);
  }

  async value(hash: ValueHash): Promise<Uint8Array | undefined> {
    const { values } = await this.indexed();
    const span = values.get(hash);
    return span && valueIn(await this.batchAt(span), hash, this.file.path);
  }

  private async contentFrom(start: number): Promise<BatchContent> {
    const events: ExecutionEvent[] = [];
    const keyframes: StoredKeyframe[] = [];
    for (const line of await this.file.readKnown(start)) {
      if (!isBatch(line)) continue;
      const content = contentOf(parseBatch(this.file, line));
      for (const event of content.events) events.push(event);
      keyframes.push(...content.keyframes);
    }
    return { events, keyframes };
  }

  private async batchAt(span: LineSpan): Promise<BatchLine> {
    if (this.latest?.start === span.start) return this.latest.batch;
    const batch = ensureBatch(await this.file.readAt(span), this.file.path);
    this.latest = { start: span.start, batch };
    return batch;
  }

  private async indexed(): Promise<Index> {
    if (this.index !== undefined) return this.index;
    const index = emptyIndex();
    this.note(index, (await this.file.readKnown()).filter(isBatch));
    this.index = index;
    return index;
  }

  private note({ batches, values }: Index, lines: readonly Line[]): void {
    for (const line of lines) {
      const { start, length } = line;
      const batch = parseBatch(this.file, line);
      batches.push({ start, length, lastSeq: lastSeqOf(batch) ?? batches.at(-1)?.lastSeq ?? -1 });
      for (const hash of Object.keys(batch.values)) values.set(hash as ValueHash, { start, length });
    }
  }
}
