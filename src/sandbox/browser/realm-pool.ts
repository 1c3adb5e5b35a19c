import { WtbError } from '../../model/errors.ts';
import { openRealm, type Realm } from './realm.ts';
import type { RequestRealm } from './realm-messages.ts';

export interface RealmPoolOptions {
  readonly request: RequestRealm;
  /** At most so many realms at once, those at rest apart. */
  readonly size: number;
  /** At most so many that nobody uses are kept. */
  readonly maxIdle: number;
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
/** Each holds a process. */
const maxResting = 64;

export function createRealmPool(options: RealmPoolOptions): RealmPool {
  return new Pool(options);
}

interface Idle {
  readonly realm: Realm;
  /** `undefined` for one that nobody has used yet. */
  readonly owner: string | undefined;
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
  private opening = 0;
  private disposed = false;

  constructor(options: RealmPoolOptions) {
    this.options = options;
  }

  acquire(owner: string): Promise<Realm> {
    const found = this.takeIdle(owner) ?? this.takeIdle(undefined);
    if (found !== undefined) return Promise.resolve(this.lend(found, owner));
    if (this.count() >= this.options.size) this.dropIdle();
    if (this.resting.size >= maxResting) return Promise.reject(tooManyAtRest());
    if (this.count() < this.options.size) return this.open(owner);
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
    else if (realm.alive) this.idle.push({ realm, owner });
    if (this.idle.length > this.options.maxIdle) this.dropIdle();
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
    for (const { realm } of this.idle) realm.kill();
    for (const realm of this.lent.keys()) realm.kill();
    this.idle = [];
  }

  private count(): number {
    return this.idle.length + this.lent.size - this.resting.size + this.opening;
  }

  /** Those who were roused may have taken more places than there are. */
  private serveNext(): boolean {
    if (this.count() >= this.options.size && this.idle.length === 0) return false;
    const next = this.waiters.shift();
    next?.resolve(this.acquire(next.owner));
    return next !== undefined;
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
    const realm = await this.openCounted();
    if (this.disposed) realm.kill();
    return this.lend(realm, owner);
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
    this.idle.push({ realm, owner: undefined });
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
