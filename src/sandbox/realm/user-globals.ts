import { codedError } from './coded-error.ts';
import type { Door } from './door.ts';
import { nativeNow } from './natives.ts';
import { refuseFetch } from './refuse-fetch.ts';

/**
 * The globals through which user code would reach time, randomness and the console, leading to the door of the
 * activation that is running. Nothing runs outside one, except left-over code of a finished activation.
 */
export function createUserGlobals(currentDoor: () => Door | undefined): Readonly<Record<string, unknown>> {
  const timer =
    (repeat: boolean) =>
    (callback: unknown, ms?: unknown, ...rest: unknown[]): number => {
      if (typeof callback !== 'function') throw new TypeError('A timer takes a function.');
      const run = callback as (...args: unknown[]) => void;
      return currentDoor()?.setTimer(() => run(...rest), typeof ms === 'number' ? ms : 0, repeat) ?? 0;
    };
  const clear = (id: unknown): void => currentDoor()?.clearTimer(id);
  return {
    Date: createDate(currentDoor),
    performance: createPerformance(currentDoor),
    crypto: createCrypto(currentDoor),
    console: createConsole(currentDoor),
    fetch: refuseFetch,
    setTimeout: timer(false),
    setInterval: timer(true),
    clearTimeout: clear,
    clearInterval: clear,
  };
}

/** `Math.random` for the activation that is running. */
export const createMathRandom =
  (currentDoor: () => Door | undefined): (() => number) =>
  () =>
    currentDoor()?.random() ?? 0.5;

function createDate(currentDoor: () => Door | undefined): DateConstructor {
  const now = (): number => currentDoor()?.now() ?? nativeNow();
  return new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
}

function createPerformance(currentDoor: () => Door | undefined): unknown {
  const now = (): number => {
    const door = currentDoor();
    if (door === undefined) return 0;
    const origin = door.origin();
    return door.now() - origin;
  };
  return Object.freeze({ now, timeOrigin: 0, mark: () => undefined, measure: () => undefined });
}

function createCrypto(currentDoor: () => Door | undefined): unknown {
  const door = (): Door => {
    const found = currentDoor();
    if (found === undefined) throw codedError({ code: 'node/terminated', message: 'The activation is over.' });
    return found;
  };
  return Object.freeze({
    randomUUID: () => door().uuid(),
    getRandomValues<T extends ArrayBufferView>(target: T): T {
      const { bits } = door();
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
      for (let i = 0; i < bytes.length; i++) bytes[i] = bits() >>> 24;
      return target;
    },
  });
}

function createConsole(currentDoor: () => Door | undefined): unknown {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]): void =>
      currentDoor()?.log(level, parts);
  const info = at('info');
  return Object.freeze({
    debug: at('debug'),
    trace: at('debug'),
    log: info,
    info,
    dir: info,
    table: info,
    group: info,
    groupCollapsed: info,
    groupEnd: () => undefined,
    warn: at('warn'),
    error: at('error'),
    assert: (condition: unknown, ...parts: unknown[]) => {
      if (condition !== true && !condition) at('error')('Assertion failed:', ...parts);
    },
    time: () => undefined,
    timeEnd: () => undefined,
    timeLog: () => undefined,
    count: () => undefined,
    clear: () => undefined,
  });
}
