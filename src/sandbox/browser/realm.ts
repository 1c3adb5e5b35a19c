import { WtbError } from '../../model/errors.ts';
import type { EvaluateMessage, FromRealm, RunMessage } from '../realm/messages.ts';
import { parseRealmMessage } from './parse-realm-message.ts';
import type { RealmHandle, RequestRealm } from './realm-messages.ts';
import { createSentAccount, type SentAccount } from './sent-values.ts';

/** The realm ended while it was asked something: its process died, or it was killed. */
export class RealmLost extends Error {}

export type RealmAnswer = Extract<FromRealm, { readonly type: 'outcome' | 'evaluated' }>;
export type RealmQuestion = Omit<RunMessage, 'id'> | Omit<EvaluateMessage, 'id'>;

/** One worker in the sandbox's frame, seen from the engine's worker. */
export interface Realm {
  /** Which of the context's values it holds. */
  readonly values: SentAccount;
  /** Bundled modules that it has got. */
  readonly modules: Set<string>;
  /** How often it was asked. */
  readonly uses: number;
  readonly alive: boolean;
  /** One question at a time. Rejects {@link RealmLost}. `waits`: until when the code does nothing, in simulated time. */
  ask(question: RealmQuestion, waits?: (until: number) => void): Promise<RealmAnswer>;
  /** The code that waits goes on: it is `now`. */
  wake(now: number): void;
  /** Tells the running activation's `signal`. */
  abort(reason: string): void;
  kill(): void;
}

const startTimeoutMs = 20_000;
/**
 * How often a busy realm's frame is asked whether it lives, and how many questions in a row it may leave unanswered.
 * Counted, not timed: a tab that was frozen or a laptop that slept asked nothing meanwhile. A busy machine may keep a
 * living frame silent for seconds.
 */
const pulseMs = 500;
const unansweredPulses = 20;

/** @throws WtbError `sandbox/unavailable` when no realm comes up. */
export async function openRealm(request: RequestRealm): Promise<Realm> {
  const handle = await request();
  const realm = new PortRealm(handle);
  if (await realm.isReadyWithin(startTimeoutMs)) return realm;
  realm.lose();
  throw new WtbError({
    code: 'sandbox/unavailable',
    message: 'The sandbox did not start.',
    remedy: handle.remedy ?? 'Reload the page; a browser extension or policy may keep frames or workers from starting.',
  });
}

interface Pending {
  readonly id: number;
  readonly waits: ((until: number) => void) | undefined;
  resolve(answer: RealmAnswer): void;
  reject(error: Error): void;
}

class PortRealm implements Realm {
  readonly values = createSentAccount();
  readonly modules = new Set<string>();
  uses = 0;
  alive = true;
  private readonly handle: RealmHandle;
  private readonly started: Promise<boolean>;
  private fail: () => void = () => undefined;
  private pending: Pending | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  /** Pulses sent since the frame last gave a sign of life. */
  private unanswered = 0;

  constructor(handle: RealmHandle) {
    this.handle = handle;
    const { port, pulse } = handle;
    this.started = new Promise((resolve) => {
      this.fail = () => resolve(false);
      port.addEventListener('message', (event: MessageEvent) => {
        const message = parseRealmMessage(event.data);
        if (message?.type === 'ready') resolve(true);
        else if (message?.type === 'waits') this.tellWaits(message);
        else if (message !== undefined) this.answer(message);
      });
    });
    // What was sent can't be read, or the other end's process is gone: either way no answer will come.
    port.addEventListener('messageerror', () => this.lose());
    port.addEventListener('close', () => this.lose());
    pulse?.addEventListener('message', () => {
      this.unanswered = 0;
    });
    port.start();
    pulse?.start();
  }

  isReadyWithin(ms: number): Promise<boolean> {
    const timer = setTimeout(this.fail, ms);
    return this.started.finally(() => clearTimeout(timer));
  }

  ask(question: RealmQuestion, waits?: (until: number) => void): Promise<RealmAnswer> {
    const id = ++this.uses;
    return new Promise((resolve, reject) => {
      if (!this.alive) return reject(new RealmLost());
      this.pending = { id, waits, resolve, reject };
      this.unanswered = 0;
      if (this.handle.pulse !== undefined) this.watch = setInterval(() => this.checkPulse(), pulseMs);
      this.handle.port.postMessage({ ...question, id });
    });
  }

  wake(now: number): void {
    if (this.alive) this.handle.port.postMessage({ type: 'wake', now });
  }

  abort(reason: string): void {
    if (this.alive) this.handle.port.postMessage({ type: 'abort', reason });
  }

  kill(): void {
    this.end(false);
  }

  /** There is nobody behind the port, or nobody who can be talked to. */
  lose(): void {
    this.end(true);
  }

  private end(isLost: boolean): void {
    if (!this.alive) return;
    this.alive = false;
    this.fail();
    this.handle.kill(isLost);
    this.handle.port.close();
    this.handle.pulse?.close();
    this.settle()?.reject(new RealmLost());
  }

  private tellWaits({ id, until }: { readonly id: number; readonly until: number }): void {
    if (this.pending?.id === id) this.pending.waits?.(until);
  }

  private answer(message: RealmAnswer): void {
    if (this.pending?.id !== message.id) return;
    this.values.note(message.kept);
    this.settle()?.resolve(message);
  }

  private settle(): Pending | undefined {
    const pending = this.pending;
    this.pending = undefined;
    clearInterval(this.watch);
    return pending;
  }

  /** A process that died says nothing, and its port does not close either. */
  private checkPulse(): void {
    if (this.unanswered >= unansweredPulses) return this.lose();
    this.unanswered++;
    this.handle.pulse?.postMessage(null);
  }
}
