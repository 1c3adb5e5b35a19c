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
  AbortSignal: abortSignalWith(currentDoor),
  Math: mathWith({ ...(math === 'native' ? {} : createElementaryMath()), random: createMathRandom(currentDoor) }),
});

/** Its `timeout` is a timer of the activation, as in the realms of the command line. */
const abortSignalWith = (currentDoor: () => Door | undefined): typeof AbortSignal => {
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    currentDoor()?.setTimer(() => controller.abort(new DOMException('The time is up.', 'TimeoutError')), ms, false);
    return controller.signal;
  };
  return new Proxy(AbortSignal, {
    get: (target, key) => (key === 'timeout' ? timeout : (Reflect.get(target, key) as unknown)),
  });
};

/** `Math` with some of its functions replaced. */
function mathWith(functions: Readonly<Record<string, unknown>>): object {
  const copy: object = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math));
  for (const [name, value] of Object.entries(functions)) Object.defineProperty(copy, name, { value });
  return copy;
}
