import type { Door } from '../realm/door.ts';

/**
 * Which activation is running, for code that several share: the bundled modules. Following it through promises slows every
 * promise of the process, so only activations that import are followed. Asked for at run time: a browser, where tests
 * of other rooms load this too, has none, and modules draw from no seed there.
 */
const process = (globalThis as { readonly process?: Partial<NodeJS.Process> }).process;
const hooks = process?.getBuiltinModule?.('node:async_hooks');
const doors = hooks === undefined ? undefined : new hooks.AsyncLocalStorage<Door>();

export const currentDoor = (): Door | undefined => doors?.getStore();
export const runBehind = <T>(door: Door, run: () => T): T => (doors === undefined ? run() : doors.run(door, run));
