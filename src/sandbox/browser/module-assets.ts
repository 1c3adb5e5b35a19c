import { WtbError } from '../../model/errors.ts';
import { moduleFileName, type ModuleSource } from '../modules.ts';

/** Bundled modules from the app's own files, each fetched once. `base` is the address of the app's folder. */
export function createModuleAssets(base: string | URL): ModuleSource {
  const texts = new Map<string, Promise<string>>();
  return (name) => {
    const known = texts.get(name);
    if (known !== undefined) return known;
    const text = fetchText(new URL(`sandbox-modules/${moduleFileName(name)}`, base), name);
    texts.set(name, text);
    text.catch(() => texts.delete(name));
    return text;
  };
}

async function fetchText(address: URL, name: string): Promise<string> {
  const response = await fetch(address).catch(() => undefined);
  if (response?.ok === true) return response.text();
  throw new WtbError({
    code: 'sandbox/unavailable',
    message: `The bundled module \`${name}\` can't be loaded${response === undefined ? '' : ` (status ${response.status})`}.`,
    remedy: 'Where the bench is hosted, the folder `sandbox-modules` must be beside `index.html`.',
  });
}
