import type { Bridge } from './bridge.ts';

/** The argument of the function that the bundler makes of the realm's text. */
declare const GIVEN_BRIDGE: Bridge;

const { apply, ownKeys } = Reflect;
const RealmError = RangeError;

/**
 * The process's functions behind functions of the realm's own: where one of them fails, as all do when the call stack ends, the
 * error is the realm's too. One of the process's errors would be a thread to pull at.
 */
function guard<T extends (...args: never[]) => unknown>(inner: T): T {
  const outer = (...args: never[]): unknown => {
    try {
      return apply(inner, undefined, args);
    } catch {
      throw new RealmError('Maximum call stack size exceeded');
    }
  };
  return outer as T;
}

const guarded: Record<PropertyKey, unknown> = {};
for (const name of ownKeys(GIVEN_BRIDGE) as (keyof Bridge)[])
  guarded[name] = guard(GIVEN_BRIDGE[name] as () => unknown);

export const bridge = guarded as unknown as Bridge;
