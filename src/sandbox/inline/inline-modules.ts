import { WtbError } from '../../model/errors.ts';
import { createElementaryMath } from '../math/elementary.ts';
import type { MathChoice } from '../source/prepared-source.ts';
import { mathWith } from './inline-globals.ts';
import { findModule, type ModuleSource, sharedSpecifier } from '../modules.ts';

const dataAddress = (text: string): string => `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`;

/** Loads a module from its text; the same text is loaded once. */
export const loadText = (text: string): Promise<{ readonly default?: unknown }> =>
  import(/* @vite-ignore */ dataAddress(text)) as Promise<{ readonly default?: unknown }>;

/** Where modules find the `Math` that takes the place of the process's own. */
const mathKey = 'workflow-test-bench.math';
const withMath = `const Math=globalThis[Symbol.for(${JSON.stringify(mathKey)})];`;

/** Addresses under which bundled modules can be imported; a module is loaded once and shared. */
export function createModuleAddresses(
  modules: ModuleSource | undefined,
  math: MathChoice,
): (name: string) => Promise<string> {
  if (math === 'portable') provideMath();
  const addresses = new Map<string, Promise<string>>();
  const make = async (name: string): Promise<string> => {
    if (modules === undefined) throw noModules(name);
    let text = await modules(name);
    for (const shared of findModule(name)?.shares ?? []) {
      text = text.replaceAll(`"${sharedSpecifier(shared)}"`, JSON.stringify(await addressOf(shared)));
    }
    return dataAddress(math === 'portable' ? withMath + text : text);
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

function provideMath(): void {
  const key = Symbol.for(mathKey);
  if (key in globalThis) return;
  Object.defineProperty(globalThis, key, { value: Object.freeze(mathWith(createElementaryMath())) });
}

const noModules = (name: string): WtbError =>
  new WtbError({
    code: 'sandbox/unavailable',
    message: `The source imports \`${name}\`, and this runner was given no bundled modules.`,
    remedy: 'Give `createInlineCodeRunner` a `modules` function.',
  });
