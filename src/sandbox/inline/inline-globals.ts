import { createElementaryMath } from '../math/elementary.ts';
import type { Door } from '../realm/door.ts';
import { createMathRandom, createUserGlobals } from '../realm/user-globals.ts';
import type { MathChoice } from '../source/prepared-source.ts';

/** The globals that lead to an activation's door; user code gets them as names before the process's own. */
export const doorGlobals = (door: Door, math: MathChoice): Readonly<Record<string, unknown>> => ({
  ...createUserGlobals(() => door),
  Math: mathWith({ ...(math === 'native' ? {} : createElementaryMath()), random: createMathRandom(() => door) }),
});

/** `Math` with some of its functions replaced. */
export function mathWith(functions: Readonly<Record<string, unknown>>): object {
  const copy: object = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math));
  for (const [name, value] of Object.entries(functions)) Object.defineProperty(copy, name, { value });
  return copy;
}
