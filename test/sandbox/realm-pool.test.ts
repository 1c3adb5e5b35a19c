import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Realm } from '../../src/sandbox/browser/realm.ts';
import type { RealmHandle } from '../../src/sandbox/browser/realm-messages.ts';
import { createRealmPool, type RealmPool, type RealmPoolOptions } from '../../src/sandbox/browser/realm-pool.ts';

describe('a pool of realms', () => {
  let opened = 0;
  let ended = 0;
  let pool: RealmPool;

  /** Says that it is ready as soon as somebody listens; nothing is ever asked of it. */
  const request = async (): Promise<RealmHandle> => {
    opened++;
    const port = new EventTarget();
    const start = (): void => void port.dispatchEvent(new MessageEvent('message', { data: { type: 'ready' } }));
    return {
      port: Object.assign(port, { postMessage: () => undefined, start, close: () => undefined }),
      kill: () => void ended++,
    };
  };
  const create = (options: Partial<RealmPoolOptions> = {}): void => {
    pool = createRealmPool({ request, size: 2, maxIdle: 1, ...options });
  };

  beforeEach(() => {
    vi.useFakeTimers();
    opened = 0;
    ended = 0;
    create();
  });
  afterEach(() => {
    pool.dispose();
    vi.useRealTimers();
  });

  const use = async (owner: string): Promise<Realm> => {
    const realm = await pool.acquire(owner);
    pool.release(realm, true);
    return realm;
  };
  /** Asks in this order; tells in which order they get theirs, and gives each back at once. */
  const served = async (owners: readonly string[]): Promise<string[]> => {
    const order: string[] = [];
    const turn = async (owner: string): Promise<void> => {
      const realm = await pool.acquire(owner);
      order.push(owner);
      pool.release(realm, true);
    };
    await Promise.all(owners.map(turn));
    return order;
  };

  test('one is opened for each owner, and kept for it', async () => {
    const first = await use('a');
    expect(await use('a')).toBe(first);
    expect(await use('b')).not.toBe(first);
    expect(opened).toBe(2);
  });

  test('of those that nobody uses, the ones used last are kept', async () => {
    await use('a');
    await use('b');
    expect(ended).toBe(1);
    await use('b');
    expect(opened).toBe(2);
    await use('a');
    expect(opened).toBe(3);
  });

  test('where owners take turns more are kept, but not after their turns are over', async () => {
    create({ maxBetweenTurns: 3 });
    for (const owner of ['a', 'b', 'c', 'a', 'b', 'c']) await use(owner);
    expect({ opened, ended }).toEqual({ opened: 3, ended: 0 });
    await vi.advanceTimersByTimeAsync(6000);
    await use('c');
    await vi.advanceTimersByTimeAsync(60_000);
    expect({ opened, ended }).toEqual({ opened: 3, ended: 2 });
    await use('c');
    expect(opened).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('those that hold much are dropped sooner', async () => {
    create({ maxIdle: 3, maxIdleBytes: 1000 });
    for (const owner of ['a', 'b', 'c']) {
      const realm = await pool.acquire(owner);
      realm.values.note([{ hash: owner, bytes: 600 }]);
      pool.release(realm, true);
    }
    expect(ended).toBe(2);
  });

  test('no more are lent at once than there are places', async () => {
    const [a] = await Promise.all([pool.acquire('a'), pool.acquire('b')]);
    const third = vi.fn();
    void pool.acquire('c').then(third);
    await vi.advanceTimersByTimeAsync(0);
    expect(third).not.toHaveBeenCalled();
    pool.release(a, true);
    await vi.advanceTimersByTimeAsync(0);
    expect(third).toHaveBeenCalled();
  });

  test('whose realm is there goes first, but keeps nobody waiting for ever', async () => {
    create({ size: 1, maxIdle: 2 });
    await use('a');
    const held = await pool.acquire('x');
    const order = served(['b', ...Array.from({ length: 12 }, () => 'a')]);
    pool.release(held, true);
    expect(await order).toEqual([...Array.from({ length: 8 }, () => 'a'), 'b', 'a', 'a', 'a', 'a']);
    expect(opened).toBe(3);
  });

  test('who waits is served when another could not be opened', async () => {
    let failures = 1;
    create({ size: 1, request: () => (failures-- > 0 ? Promise.reject(new Error('no frame')) : request()) });
    const [first, second] = await Promise.allSettled([pool.acquire('a'), pool.acquire('b')]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('one at rest takes no place, and too many are refused', async () => {
    create({ size: 1 });
    for (let count = 0; count < 64; count++) pool.rest(await pool.acquire('a'));
    expect(opened).toBe(64);
    await expect(pool.acquire('a')).rejects.toMatchObject({ code: 'sandbox/unavailable' });
  });

  test('whoever waits gets the place of one that comes to rest, and one that is roused takes a place again', async () => {
    create({ size: 1 });
    const first = await pool.acquire('a');
    const second = pool.acquire('a');
    pool.rest(first);
    const other = await second;
    expect(other).not.toBe(first);
    pool.rouse(first);
    let isServed = false;
    const third = pool.acquire('a').then(() => (isServed = true));
    pool.release(first, true);
    await Promise.resolve();
    expect(isServed).toBe(false);
    pool.release(other, true);
    await third;
    expect(isServed).toBe(true);
  });
});
