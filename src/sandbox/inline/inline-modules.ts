import { WtbError } from '../../model/errors.ts';
import type { MathChoice } from '../source/prepared-source.ts';
import { currentDoor } from './inline-doors.ts';
import { doorGlobals } from './inline-globals.ts';
import { findModule, type ModuleSource, sharedSpecifier } from '../modules.ts';

const dataAddress = (text: string): string => `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`;

/** Loads a module from its text; the same text is loaded once. */
export const loadText = (text: string): Promise<{ readonly default?: unknown }> =>
  import(/* @vite-ignore */ dataAddress(text)) as Promise<{ readonly default?: unknown }>;

/** Under which symbol modules find what takes the place of the process's own clock, randomness and numbers. */
const keyOf = (math: MathChoice): string => `workflow-test-bench.${math}`;
const head = (math: MathChoice): string => `const{Math,Date}=globalThis[Symbol.for(${JSON.stringify(keyOf(math))})];`;

/** Addresses under which bundled modules can be imported; a module is loaded once and shared. */
export function createModuleAddresses(
  modules: ModuleSource | undefined,
  math: MathChoice,
): (name: string) => Promise<string> {
  provideGlobals(math);
  const addresses = new Map<string, Promise<string>>();
  const make = async (name: string): Promise<string> => {
    if (modules === undefined) throw noModules(name);
    let text = await modules(name);
    for (const shared of findModule(name)?.shares ?? []) {
      text = text.replaceAll(`"${sharedSpecifier(shared)}"`, JSON.stringify(await addressOf(shared)));
    }
    return dataAddress(head(math) + text);
  };
  const addressOf = (name: string): Promise<string> => {
    const known = addresses.get(name);
    if (known !== undefined) return known;
    const address = make(name);
    addresses.set(name, address);
    return address;
  };
  return addressOf;
}

function provideGlobals(math: MathChoice): void {
  const key = Symbol.for(keyOf(math));
  if (key in globalThis) return;
  Object.defineProperty(globalThis, key, { value: Object.freeze(doorGlobals(currentDoor, math)) });
}

const noModules = (name: string): WtbError =>
  new WtbError({
    code: 'sandbox/unavailable',
    message: `The source imports \`${name}\`, and this runner was given no bundled modules.`,
    remedy: 'Give `createInlineCodeRunner` a `modules` function.',
  });
