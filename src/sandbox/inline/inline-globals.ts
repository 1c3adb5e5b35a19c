import type { Door } from '../realm/door.ts';
import { createMathRandom, createUserGlobals } from '../realm/user-globals.ts';
import type { PreparedImport } from '../source/prepared-source.ts';
import { dataAddress } from './inline-modules.ts';

/** Where a module made from text finds the globals of its activation. */
const registryKey = Symbol.for('wtb.inline-globals');
type Registry = Map<number, Readonly<Record<string, unknown>>>;

function registry(): Registry {
  const holder = globalThis as { [registryKey]?: Registry };
  return (holder[registryKey] ??= new Map());
}

let last = 0;

/**
 * The globals that lead to an activation's door, as an import that shadows the process's own: nothing global is
 * replaced here. Names that the source declares itself are left to it.
 */
export function exposeDoor(door: Door, code: string): { readonly import: PreparedImport; withdraw(): void } {
  const id = ++last;
  const globals = { ...createUserGlobals(() => door), Math: seededMath(door) };
  registry().set(id, globals);
  const names = Object.keys(globals).filter((name) => !declares(code, name));
  const text = `export const {${names.join()}}=globalThis[Symbol.for('wtb.inline-globals')].get(${id});`;
  return {
    import: { before: `import {${names.join()}} from `, module: dataAddress(text), after: ';' },
    withdraw: () => void registry().delete(id),
  };
}

function seededMath(door: Door): unknown {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math));
  return Object.defineProperty(copy, 'random', { value: createMathRandom(() => door) });
}

const declares = (code: string, name: string): boolean =>
  new RegExp(`\\b(?:const|let|var|function|class)\\b[^;=(]*\\b${name}\\b`).test(code);
