import type { ErrorInfo } from '../../model/errors.ts';
import type { PrepareResult } from './prepared-source.ts';

/** Prepares sources and remembers them; the parsers are loaded when the first source comes. */
export interface SourceLoader {
  load(source: string): Promise<PrepareResult>;
  check(source: string): Promise<ErrorInfo | undefined>;
}

const maxSources = 200;

export function createSourceLoader(): SourceLoader {
  const known = new Map<string, PrepareResult>();
  const load = async (source: string): Promise<PrepareResult> => {
    const found = known.get(source);
    if (found !== undefined) return found;
    const { prepareSource } = await import('./prepare-source.ts');
    const result = prepareSource(source);
    if (known.size >= maxSources) known.clear();
    known.set(source, result);
    return result;
  };
  return {
    load,
    async check(source) {
      const result = await load(source);
      return result.type === 'refused' ? result.error : undefined;
    },
  };
}
