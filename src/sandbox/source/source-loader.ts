import type { ErrorInfo } from '../../model/errors.ts';
import type { MathChoice, PrepareResult } from './prepared-source.ts';

/** Prepares sources and remembers them; the parsers are loaded when the first source comes. */
export interface SourceLoader {
  load(source: string, math?: MathChoice): Promise<PrepareResult>;
  check(source: string): Promise<ErrorInfo | undefined>;
}

const maxSources = 200;

export function createSourceLoader(): SourceLoader {
  const known = new Map<string, PrepareResult>();
  const load = async (source: string, math: MathChoice = 'portable'): Promise<PrepareResult> => {
    const key = `${math} ${source}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const { prepareSource } = await import('./prepare-source.ts');
    const result = prepareSource(source, math);
    if (known.size >= maxSources) known.clear();
    known.set(key, result);
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
