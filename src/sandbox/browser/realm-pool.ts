import { WtbError } from '../../model/errors.ts';
import { openRealm, type Realm } from './realm.ts';
import type { RequestRealm } from './realm-messages.ts';

export interface RealmPoolOptions {
  readonly request: RequestRealm;
  /** At most so many realms are lent at once, those at rest apart. */
  readonly size: number;
  /** At most so many that nobody uses are kept. */
  readonly maxIdle: number;
  /** Where many owners take turns: at most so many are kept for {@link turnMs} after their last use. Default: `maxIdle`. */
  readonly maxBetweenTurns?: number;
  /** What those that nobody uses may hold together, in bytes. */
  readonly maxIdleBytes?: number;
}

/** Realms, each lent to one user at a time and never shared between owners (executions). */
export interface RealmPool {
  /** Waits for a free place where all are taken. Rejects WtbError `sandbox/unavailable`. */
  acquire(owner: string): Promise<Realm>;
  /** It takes no place until it is roused: its code waits for simulated time. */
  rest(realm: Realm): void;
  rouse(realm: Realm): void;
  /** `reusable`: nothing runs in it and nothing in it was changed. */
  release(realm: Realm, reusable: boolean): void;
  /** Starts one ahead of use. */
  warm(): void;
  dispose(): void;
}

/** A realm keeps every module that it ever loaded, so it is not used for ever. */
const maxUses = 5000;
/** A new realm costs much more than a turn in one that is there; whoever has one comes first, but not for ever. */
const maxPassedOver = 8;
const turnMs = 5000;
/** Each holds a process. */
const maxResting = 64;

export function createRealmPool(options: RealmPoolOptions): RealmPool {
  return new Pool(options);
}

interface Idle {
  readonly realm: Realm;
  /** `undefined` for one that nobody has used yet. */
  readonly owner: string | undefined;
  /** How many sweeps there had been when it was last used. */
  readonly sweeps: number;
}

interface Waiter {
  readonly owner: string;
  resolve(realm: Promise<Realm>): void;
}

class Pool implements RealmPool {
  private readonly options: RealmPoolOptions;
  /** Longest idle first. */
  private idle: Idle[] = [];
  private readonly lent = new Map<Realm, string>();
  private readonly resting = new Set<Realm>();
  private readonly waiters: Waiter[] = [];
  /** How often in a row somebody went before who waits longest. */
  private passedOver = 0;
  private opening = 0;
  private disposed = false;
  private sweep: ReturnType<typeof setTimeout> | undefined;
  private sweeps = 0;

  constructor(options: RealmPoolOptions) {
    this.options = options;
  }

  acquire(owner: string): Promise<Realm> {
    if (this.count() < this.options.size) return this.grant(owner);
    if (this.resting.size >= maxResting) return Promise.reject(tooManyAtRest());
    return new Promise((resolve) => this.waiters.push({ owner, resolve }));
  }

  rest(realm: Realm): void {
    this.resting.add(realm);
    this.serveNext();
  }

  rouse(realm: Realm): void {
    this.resting.delete(realm);
  }

  release(realm: Realm, reusable: boolean): void {
    const owner = this.lent.get(realm);
    this.lent.delete(realm);
    this.resting.delete(realm);
    if (this.disposed || !reusable || realm.uses >= maxUses) realm.kill();
    else if (realm.alive) this.keep(realm, owner);
    if (!this.serveNext() && !reusable) this.warm();
  }

  warm(): void {
    const spare = this.idle.some((each) => each.owner === undefined && each.realm.alive);
    if (this.disposed || spare || this.opening > 0 || this.count() >= this.options.size) return;
    this.openCounted().then(
      (realm) => this.keepSpare(realm),
      // Whoever needs it finds out: acquiring tries again and rejects.
      () => undefined,
    );
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.sweep);
    for (const { realm } of this.idle) realm.kill();
    for (const realm of this.lent.keys()) realm.kill();
    this.idle = [];
  }

  /** How many places are taken. */
  private count(): number {
    return this.lent.size - this.resting.size + this.opening;
  }

  private grant(owner: string): Promise<Realm> {
    const found = this.takeIdle(owner) ?? this.takeIdle(undefined);
    if (found !== undefined) return Promise.resolve(this.lend(found, owner));
    if (this.resting.size >= maxResting) return Promise.reject(tooManyAtRest());
    return this.open(owner);
  }

  /** Those who were roused may have taken more places than there are. */
  private serveNext(): boolean {
    if (this.count() >= this.options.size) return false;
    const next = this.takeWaiter();
    next?.resolve(this.grant(next.owner));
    return next !== undefined;
  }

  private takeWaiter(): Waiter | undefined {
    const index = this.passedOver < maxPassedOver ? this.waiters.findIndex(({ owner }) => this.hasIdle(owner)) : 0;
    this.passedOver = index > 0 ? this.passedOver + 1 : 0;
    return this.waiters.splice(Math.max(0, index), 1)[0];
  }

  private hasIdle(owner: string): boolean {
    return this.idle.some((each) => each.owner === owner && each.realm.alive);
  }

  private keep(realm: Realm, owner: string | undefined): void {
    const { maxIdle, maxBetweenTurns = maxIdle, maxIdleBytes = 256 * 1024 * 1024 } = this.options;
    this.idle.push({ realm, owner, sweeps: this.sweeps });
    while (this.idle.length > maxBetweenTurns || (this.idleBytes() > maxIdleBytes && this.idle.length > 1))
      this.dropIdle();
    if (this.idle.length > maxIdle) this.sweep ??= this.sweepLater();
  }

  /** What has not been used since the last sweep is not between two turns. */
  private dropUnused(): void {
    const { maxIdle } = this.options;
    while (this.idle.length > maxIdle && (this.idle[0]?.sweeps ?? 0) < this.sweeps) this.dropIdle();
    this.sweeps++;
    this.sweep = this.idle.length > maxIdle ? this.sweepLater() : undefined;
  }

  private sweepLater(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.dropUnused(), turnMs);
  }

  private idleBytes(): number {
    return this.idle.reduce((sum, { realm }) => sum + realm.values.bytes, 0);
  }

  private takeIdle(owner: string | undefined): Realm | undefined {
    this.idle = this.idle.filter(({ realm }) => realm.alive);
    const index = this.idle.findLastIndex((each) => each.owner === owner);
    return index === -1 ? undefined : this.idle.splice(index, 1)[0]?.realm;
  }

  private dropIdle(): void {
    this.idle.shift()?.realm.kill();
  }

  private lend(realm: Realm, owner: string): Realm {
    this.lent.set(realm, owner);
    return realm;
  }

  private async open(owner: string): Promise<Realm> {
    try {
      const realm = await this.openCounted();
      if (this.disposed) realm.kill();
      return this.lend(realm, owner);
    } catch (thrown) {
      this.serveNext();
      throw thrown;
    }
  }

  private async openCounted(): Promise<Realm> {
    this.opening++;
    try {
      return await openRealm(this.options.request);
    } finally {
      this.opening--;
    }
  }

  private keepSpare(realm: Realm): void {
    if (this.disposed) return realm.kill();
    this.keep(realm, undefined);
    this.serveNext();
  }
}

const tooManyAtRest = (): WtbError =>
  new WtbError({
    code: 'sandbox/unavailable',
    message: `More than ${maxResting} activations sleep in their code at once, and each holds a process.`,
    remedy: 'Lower the concurrency, run the code with --trust, or wait in nodes of kind `delay`.',
    retryable: false,
  });
