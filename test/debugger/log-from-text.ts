import type { ExecutionEvent, EventBody, FrameOutcome } from '../../src/model/event.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { ProvenanceMark } from '../../src/model/execution.ts';
import {
  activationNumber,
  activationPath,
  branchNumber,
  checkpointId,
  edgeId,
  executionId,
  implementationHash,
  nodeId,
  planHash,
  seq,
  valueHash,
  variantId,
} from '../../src/model/ids.ts';
import type { BranchNumber, CheckpointId, ExecutionId, ValueHash } from '../../src/model/ids.ts';
import type { Implementation } from '../../src/model/plan.ts';
import type { Value, ValueRef } from '../../src/model/value.ts';

/** A made-up execution: its log, and the values that its references name. */
export interface MadeLog {
  readonly events: readonly ExecutionEvent[];
  readonly values: ReadonlyMap<ValueHash, Value>;
}

export interface LogOptions {
  readonly execution?: string;
  /** How a value is described; JSON text where absent. */
  readonly describe?: (value: Value) => ValueRef['summary'];
  /** Values by name: `+rows=$table` writes `given.table`. */
  readonly given?: Readonly<Record<string, Value>>;
}

/**
 * An event log from text, a line per event:
 *
 * ```
 * start +seed=7                      execution started
 * load/csv +rows=1 12ms >e1 <seed    step: variant, writes, duration, edge taken, key read
 * clean ~rows=2 -seed [reused] :port step: changed, removed, mark, port
 * edit ~rows=5                       edited by hand
 * swap train forest                  from here on
 * back c2                            rolled back; what follows is a new branch
 * fail train "no rows" | retry train "busy" | skip report | log load "text" | durable | pause | done
 * open map[0] item +item="a" /12     a frame of the scope `map` begins, the first of 12, running the graph `item`
 * in map[0] score/fast +score=1      any of the others, in that frame
 * close map[0] failed                it ended; `completed` where no word says how
 * ```
 */
export function logFromText(text: string, options: LogOptions = {}): MadeLog {
  const log = new LogWriter(options);
  for (const line of text.split('\n')) if (line.trim() !== '') log.line(line.trim());
  return { events: log.events, values: log.values };
}

class LogWriter {
  readonly events: ExecutionEvent[] = [];
  readonly values = new Map<ValueHash, Value>();
  private readonly execution: ExecutionId;
  private readonly options: LogOptions;
  private readonly contexts = new Map<CheckpointId, ReadonlyMap<string, ValueRef>>();
  private readonly parents = new Map<CheckpointId, CheckpointId | undefined>();
  private readonly nodeOf = new Map<CheckpointId, string>();
  private readonly attempts = new Map<string, number>();
  private head: CheckpointId = checkpointId(0);
  private checkpoints = 0;
  private activations = 0;
  private branch: BranchNumber = branchNumber(1);
  private at = 1_700_000_000_000;
  /** The frame that the line is about; empty in the outermost. */
  private frame = '';
  private readonly frames = new Map<string, { graph: string; scope: string; activation: number; open: boolean }>();

  constructor(options: LogOptions) {
    this.options = options;
    this.execution = executionId(options.execution ?? 'x1');
  }

  line(line: string): void {
    const words = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
    const [verb = '', ...rest] = words;
    this.frame = '';
    if (verb === 'in') {
      this.frame = rest[0] ?? '';
      return this.verb(rest[1] ?? '', rest.slice(2));
    }
    return this.verb(verb, rest);
  }

  private verb(verb: string, rest: readonly string[]): void {
    switch (verb) {
      case 'open':
        return this.open(rest);
      case 'close':
        return this.close(rest);
      case 'start':
        return this.start(rest);
      case 'edit':
        return this.edit(rest);
      case 'swap':
        return this.swap(rest);
      case 'back':
        return this.back(rest[0] ?? '');
      case 'fail':
      case 'retry':
        return this.fail(verb, rest);
      case 'skip':
        return this.push({
          type: 'activation-skipped',
          ...this.place(rest[0] ?? ''),
        });
      case 'log':
        return this.push({
          type: 'log',
          line: { level: 'info', text: unquote(rest[1] ?? ''), at: this.at },
          ...this.facts(rest[0] ?? '', this.activations + 1),
        });
      case 'durable':
        return this.push({ type: 'checkpoint-durable', upTo: seq(this.events.length - 1) });
      case 'pause':
        return this.push({ type: 'execution-paused', reason: { type: 'user' } });
      case 'done':
        return this.push({ type: 'execution-completed' });
      default:
        return this.step(verb, rest);
    }
  }

  private push(body: EventBody): void {
    this.at += 1;
    this.events.push({
      executionId: this.execution,
      seq: seq(this.events.length),
      at: this.at,
      branch: this.branch,
      ...body,
    });
  }

  private start(words: readonly string[]): void {
    const checkpoint = checkpointId(0);
    this.push({
      type: 'execution-started',
      checkpoint,
      plan: planHash('plan'),
      options: { seed: '1', durability: 'batched', onUncaught: 'pause', startPaused: false, ordered: false },
      bindings: {},
      changes: this.changes(words, checkpoint),
      hash: '',
    });
    this.parents.set(checkpoint, undefined);
    this.head = checkpoint;
  }

  private step(name: string, words: readonly string[]): void {
    this.activations += 1;
    const parent = this.head;
    const checkpoint = this.nextCheckpoint();
    const durationMs = Number(/(\d+)ms/.exec(words.find((word) => word.endsWith('ms')) ?? '')?.[1] ?? 1);
    const reads = words.filter((word) => word.startsWith('<')).map((word) => word.slice(1));
    const error = words.find((word) => word.startsWith('!'));
    const startedAt = this.at;
    this.at += durationMs;
    this.push({
      type: 'step-committed',
      ...this.facts(name, this.activations),
      ...(this.frame === '' ? {} : { scope: activationPath(this.frame) }),
      checkpoint,
      parent,
      startedAt,
      durationMs,
      implementation: implementationHash(name),
      reads: {
        keys: Object.fromEntries(reads.map((key) => [key, this.contextAt(parent).get(key)?.hash ?? null])),
        allKeys: false,
      },
      changes: this.changes(words, checkpoint, parent),
      port: words.find((word) => word.startsWith(':'))?.slice(1) ?? 'next',
      taken: words.filter((word) => word.startsWith('>')).map((word) => edgeId(word.slice(1))),
      marks: words.filter((word) => word.startsWith('[')).map((word) => word.slice(1, -1) as ProvenanceMark),
      ...(error === undefined ? {} : { error: failure(error.slice(1)) }),
      hash: `${this.branch}`,
    });
    this.land(checkpoint, parent, name);
  }

  /** Paths of frames are `scope[index]`, within another frame after its path. */
  private open([frame = '', graph = '', ...words]: readonly string[]): void {
    const of = words.find((word) => word.startsWith('/'))?.slice(1);
    const scope = frame.replace(/(#\d+)?(\[\d+\])?$/, '');
    const around = scope.slice(0, Math.max(0, scope.lastIndexOf('/')));
    const known = [...this.frames.values()].find((other) => other.scope === scope && other.open);
    const activation = known?.activation ?? ++this.activations;
    this.frames.set(frame, { graph, scope, activation, open: true });
    this.frame = around;
    const parent = this.head;
    const checkpoint = this.nextCheckpoint();
    this.push({
      type: 'frame-opened',
      ...this.facts(scope.slice(around === '' ? 0 : around.length + 1), activation),
      checkpoint,
      parent,
      frame: activationPath(frame),
      graph,
      index: Number(/\[(\d+)\]$/.exec(frame)?.[1] ?? 0),
      ...(of === undefined ? {} : { of: Number(of) }),
      changes: this.changes(words, checkpoint, parent),
      hash: '',
    });
    this.land(checkpoint, parent, '');
  }

  private close([frame = '', outcome = 'completed']: readonly string[]): void {
    const { scope, activation } = this.frames.get(frame) ?? { scope: frame, activation: 0 };
    this.push({
      type: 'frame-closed',
      ...this.facts(scope, activation),
      frame: activationPath(frame),
      index: Number(/\[(\d+)\]$/.exec(frame)?.[1] ?? 0),
      outcome: outcome as FrameOutcome,
      ...(outcome === 'failed' ? { error: failure('it failed') } : {}),
    });
  }

  /** Where a node of the frame stands, and what the plan calls it. */
  private place(local: string) {
    if (this.frame === '') return { path: activationPath(local), node: nodeId(local) };
    const graph = this.frames.get(this.frame)?.graph ?? '';
    return { path: activationPath(`${this.frame}/${local}`), node: nodeId(`${graph}/${local}`) };
  }

  private edit(words: readonly string[]): void {
    const parent = this.head;
    const checkpoint = this.nextCheckpoint();
    const changes = this.changes(words, checkpoint, parent);
    this.push({ type: 'context-edited', checkpoint, parent, changes, hash: '' });
    this.land(checkpoint, parent, '');
  }

  private swap([node = '', to = '']: readonly string[]): void {
    const parent = this.head;
    const checkpoint = this.nextCheckpoint();
    this.contexts.set(checkpoint, this.contextAt(parent));
    const implementation = (variant: string): Implementation => ({
      hash: implementationHash(`${node}/${variant}`),
      variant: variantId(variant),
      name: variant,
      config: {},
      edited: false,
    });
    this.push({
      type: 'variant-swapped',
      checkpoint,
      parent,
      node: nodeId(node),
      from: implementation('before'),
      to: implementation(to),
      policy: 'from-here',
      hash: '',
    });
    this.land(checkpoint, parent, '');
  }

  private back(target: string): void {
    const from = this.head;
    this.head = target as CheckpointId;
    this.branch = branchNumber(this.branch + 1);
    this.push({ type: 'execution-rolled-back', from, to: this.head, control: null });
  }

  private fail(verb: 'fail' | 'retry', [name = '', message = '"failed"']: readonly string[]): void {
    if (verb === 'fail') this.activations += 1;
    const activation = verb === 'fail' ? this.activations : this.activations + 1;
    const attempt = (this.attempts.get(name) ?? 0) + 1;
    this.attempts.set(name, attempt);
    const facts = { ...this.facts(name, activation), attempt };
    const error = failure(message);
    if (verb === 'retry') return this.push({ type: 'activation-retried', ...facts, error, delayMs: 10 });
    return this.push({ type: 'activation-failed', ...facts, error, durationMs: 2, startedAt: this.at });
  }

  private facts(name: string, activation: number) {
    const [path = '', variant = 'default'] = name.split('/');
    let iteration = 1;
    for (let at: CheckpointId | undefined = this.head; at !== undefined; at = this.parents.get(at)) {
      if (this.nodeOf.get(at) === this.place(path).path) iteration += 1;
    }
    return {
      activation: activationNumber(activation),
      ...this.place(path),
      iteration,
      attempt: 1,
      variant: variantId(variant),
    };
  }

  private nextCheckpoint(): CheckpointId {
    this.checkpoints += 1;
    return checkpointId(this.checkpoints);
  }
  private land(checkpoint: CheckpointId, parent: CheckpointId, name: string): void {
    this.parents.set(checkpoint, parent);
    this.nodeOf.set(checkpoint, this.place(name.split('/')[0] ?? '').path);
    this.head = checkpoint;
  }
  private contextAt(checkpoint: CheckpointId): ReadonlyMap<string, ValueRef> {
    return this.contexts.get(checkpoint) ?? new Map();
  }

  private changes(words: readonly string[], checkpoint: CheckpointId, parent?: CheckpointId) {
    const before = parent === undefined ? new Map<string, ValueRef>() : this.contextAt(parent);
    const after = new Map(before);
    const changes = words.flatMap((word) => {
      const match = /^([+~-])([^=]+)(?:=(.*))?$/.exec(word);
      if (match === null) return [];
      const [, sign, key = '', text] = match;
      const old = before.get(key);
      if (sign === '-') after.delete(key);
      else after.set(key, this.store(this.read(text, checkpoint)));
      const fresh = after.get(key);
      return [{ key, ...(old === undefined ? {} : { before: old }), ...(fresh === undefined ? {} : { after: fresh }) }];
    });
    this.contexts.set(checkpoint, after);
    return changes;
  }

  private read(text: string | undefined, checkpoint: CheckpointId): Value {
    if (text === undefined) return checkpoint;
    if (text.startsWith('$')) return this.options.given?.[text.slice(1)];
    return JSON.parse(text) as Value;
  }

  private store(value: Value): ValueRef {
    const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? '';
    const hash = valueHash(`h${hashText(text)}`);
    this.values.set(hash, value);
    const summary = this.options.describe?.(value) ?? { type: typeof value, text: text.slice(0, 120) };
    return { hash, bytes: text.length, summary };
  }
}

function hashText(text: string): string {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return `${(hash >>> 0).toString(16)}-${text.length}`;
}

const unquote = (text: string) => text.replace(/^"(.*)"$/, '$1');
const failure = (text: string): ErrorInfo => ({
  code: 'node/threw',
  message: unquote(text),
  thrown: 'Error',
  place: { line: 3, column: 5 },
  remedy: 'Fix the code, swap it in, and resume.',
  stack: `Error: ${unquote(text)}\n    at run (variant.js:3:5)`,
});
