import { isPlainObject } from '../../model/json.ts';
import type { JsonObject } from '../../model/value.ts';

export interface Alternative {
  readonly port: string;
  readonly message?: { readonly name: string; readonly key?: string };
  readonly afterMs?: number;
  readonly until?: string;
  readonly human?: JsonObject;
  readonly condition?: string;
}

/** The alternatives of a choice; entries that are not (yet) whole, as while being typed, are left out. */
export function parseChoiceConfig(config: JsonObject): readonly Alternative[] {
  const of: readonly unknown[] = Array.isArray(config['of']) ? config['of'] : [];
  return of.filter(isAlternative);
}

function isAlternative(value: unknown): value is Alternative {
  if (!isPlainObject(value)) return false;
  const { port, message, afterMs, until, human, condition } = value as Record<string, unknown>;
  if (typeof port !== 'string' || port === '') return false;
  if (message !== undefined) return isPlainObject(message) && typeof (message as JsonObject)['name'] === 'string';
  if (human !== undefined) return isPlainObject(human);
  return typeof afterMs === 'number' || typeof until === 'string' || typeof condition === 'string';
}
