import { createElementaryMath } from '../math/elementary.ts';
import type { Door } from '../realm/door.ts';
import { createMathRandom, createUserGlobals } from '../realm/user-globals.ts';
import type { MathChoice } from '../source/prepared-source.ts';

/** The globals that lead to an activation's door; code gets them as names before the process's own. */
export const doorGlobals = (
  currentDoor: () => Door | undefined,
  math: MathChoice,
): Readonly<Record<string, unknown>> => ({
  ...createUserGlobals(currentDoor),
  Math: mathWith({ ...(math === 'native' ? {} : createElementaryMath()), random: createMathRandom(currentDoor) }),
});

/** `Math` with some of its functions replaced. */
function mathWith(functions: Readonly<Record<string, unknown>>): object {
  const copy: object = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math));
  for (const [name, value] of Object.entries(functions)) Object.defineProperty(copy, name, { value });
  return copy;
}
