import type { Door } from '../realm/door.ts';
import { createMathRandom, createUserGlobals } from '../realm/user-globals.ts';

/** The globals that lead to an activation's door; user code gets them as names before the process's own. */
export const doorGlobals = (door: Door): Readonly<Record<string, unknown>> => ({
  ...createUserGlobals(() => door),
  Math: seededMath(door),
});

function seededMath(door: Door): unknown {
  const copy: unknown = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math));
  return Object.defineProperty(copy as object, 'random', { value: createMathRandom(() => door) });
}
