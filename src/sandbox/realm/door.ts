import type { EffectRecord, LogLine } from '../../model/event.ts';
import { codedError } from './coded-error.ts';
import { type DoorClock, longestWaitMs, platformClock } from './door-clock.ts';
import { formatLog } from './format-log.ts';
import { createRandom, type RandomStream } from './random.ts';

/** More effects than these are not recorded, more lines not kept; a last line says so. */
export const maxEffects = 1000;
export const maxLogLines = 500;
export const maxLogCharacters = 200_000;

export interface DoorOptions {
  readonly seed: string;
  /** Recorded effects to hand out instead of real ones, oldest first. */
  readonly tape?: readonly EffectRecord[] | undefined;
  /** Default: the platform's. */
  readonly clock?: DoorClock | undefined;
}

/** The one way to time, randomness, waiting and the console for one activation: seeded or recorded, all of it. */
export interface Door extends Pick<RandomStream, 'bits' | 'random' | 'uuid'> {
  now(): number;
  /** `now` as the first call saw it: the origin of `performance.now`. */
  origin(): number;
  sleep(ms: unknown): Promise<void>;
  log(level: LogLine['level'], parts: readonly unknown[]): void;
  /** A timer that does not outlive the activation. */
  setTimer(callback: () => void, ms: number, repeat: boolean): number;
  clearTimer(id: unknown): void;
  readonly signal: AbortSignal;
  readonly logs: readonly LogLine[];
  readonly effects: readonly EffectRecord[];
  /** Rejects sleeps and tells the signal. */
  abort(reason: Error): void;
  /** Ends every timer; what the code left running gets no more time. */
  close(): void;
}

export function createDoor(options: DoorOptions): Door {
  return new ActivationDoor(options);
}

class ActivationDoor implements Door {
  readonly logs: LogLine[] = [];
  readonly effects: EffectRecord[] = [];
  readonly random: () => number;
  readonly bits: () => number;
  readonly uuid: () => string;
  private readonly controller = new AbortController();
  private readonly clock: DoorClock;
  private readonly tape: EffectRecord[] | undefined;
  private readonly timers = new Map<number, unknown>();
  private lastTimer = 0;
  private first: number | undefined;
  private logCharacters = 0;
  private dropped: LogLine | undefined;
  private droppedLines = 0;
  private effectsFull = false;

  constructor({ seed, tape, clock = platformClock }: DoorOptions) {
    this.clock = clock;
    const numbers = createRandom(`${seed}/random`);
    this.random = numbers.random;
    this.bits = numbers.bits;
    this.uuid = createRandom(`${seed}/uuid`).uuid;
    this.tape = tape === undefined ? undefined : [...tape];
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  now(): number {
    const at = this.perform('now', null, () => this.clock.now()) as number;
    this.first ??= at;
    return at;
  }

  origin(): number {
    return this.first ?? this.now();
  }

  sleep(ms: unknown): Promise<void> {
    const wait = typeof ms === 'number' && ms > 0 ? Math.min(ms, longestWaitMs) : 0;
    const taped = this.tape !== undefined;
    this.perform('sleep', wait, () => null);
    return new Promise((resolve, reject) => {
      const refuse = (): void => reject(this.signal.reason);
      if (this.signal.aborted) return refuse();
      this.signal.addEventListener('abort', refuse, { once: true });
      const done = (): void => {
        this.signal.removeEventListener('abort', refuse);
        resolve();
      };
      this.setTimer(done, taped ? 0 : wait, false);
    });
  }

  log(level: LogLine['level'], parts: readonly unknown[]): void {
    const text = formatLog(parts);
    if (this.logs.length >= maxLogLines || this.logCharacters + text.length > maxLogCharacters) return this.drop();
    this.logCharacters += text.length;
    this.logs.push({ level, text, at: this.clock.now() });
  }

  setTimer(callback: () => void, ms: number, repeat: boolean): number {
    const id = ++this.lastTimer;
    // No interval is so short that the time in which it repeats stands still.
    const delay = repeat && !(ms >= 1) ? 1 : ms;
    const fire = (): void => {
      if (repeat) this.timers.set(id, this.clock.setTimer(fire, delay));
      else this.timers.delete(id);
      callback();
    };
    this.timers.set(id, this.clock.setTimer(fire, delay));
    return id;
  }

  clearTimer(id: unknown): void {
    if (typeof id !== 'number' || !this.timers.has(id)) return;
    this.clock.clearTimer(this.timers.get(id));
    this.timers.delete(id);
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  close(): void {
    for (const timer of this.timers.values()) this.clock.clearTimer(timer);
    this.timers.clear();
  }

  /** Does an effect and records it, or hands out what the tape recorded. */
  private perform(type: EffectRecord['type'], request: unknown, effect: () => unknown): unknown {
    const result = this.tape === undefined ? effect() : this.recorded(this.tape, type);
    if (this.effects.length < maxEffects) this.effects.push({ type, request, result });
    else this.warnEffects();
    return result;
  }

  private recorded(tape: EffectRecord[], type: EffectRecord['type']): unknown {
    const next = tape.shift();
    if (next?.type === type) return next.result;
    throw codedError({
      code: 'replay/missing',
      message: `The code asks for \`${type}\`, but the recording ${next === undefined ? 'has ended' : `has \`${next.type}\` here`}.`,
      remedy: 'Run the node again instead of replaying it.',
    });
  }

  private warnEffects(): void {
    if (this.effectsFull) return;
    this.effectsFull = true;
    this.log('warn', [`Only the first ${maxEffects} calls of now() and sleep() are recorded.`]);
  }

  private drop(): void {
    this.droppedLines++;
    const text = `${this.droppedLines} more lines were dropped: at most ${maxLogLines} lines and ${maxLogCharacters} characters are kept.`;
    if (this.dropped !== undefined) this.logs.pop();
    this.dropped = { level: 'warn', text, at: this.clock.now() };
    this.logs.push(this.dropped);
  }
}
