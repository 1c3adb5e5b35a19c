import * as vm from 'node:vm';
import type { Bridge } from './bridge.ts';

/** Modules of a context, by addresses that only this loader knows. */
export function createModuleLoader(context: vm.Context): Pick<Bridge, 'makeAddress' | 'dropAddress' | 'load'> {
  const texts = new Map<string, string>();
  const modules = new Map<string, vm.SourceTextModule>();
  let last = 0;
  /** Modules that share another must not link it at the same time. */
  let turn: Promise<unknown> = Promise.resolve();

  const moduleOf = (address: string): vm.SourceTextModule => {
    const known = modules.get(address);
    if (known !== undefined) return known;
    const text = texts.get(address);
    if (text === undefined) throw new Error(`There is no module ${address}.`);
    const made = new vm.SourceTextModule(text, { context, identifier: address });
    modules.set(address, made);
    return made;
  };

  const loadNext = async (address: string): Promise<object> => {
    const module = moduleOf(address);
    if (module.status === 'unlinked') await module.link(moduleOf);
    await module.evaluate();
    return module.namespace;
  };

  return {
    makeAddress(text) {
      const address = `module:${++last}`;
      texts.set(address, text);
      return address;
    },
    dropAddress(address) {
      texts.delete(address);
      modules.delete(address);
    },
    load(address, loaded, failed) {
      const loading = turn.then(() => loadNext(address));
      turn = loading.catch(() => undefined);
      loading.then(loaded, (thrown: unknown) => {
        const { name, message } = thrown as { name?: unknown; message?: unknown };
        failed(String(name), String(message));
      });
    },
  };
}
