import type { JsonObject } from '../../model/value.ts';

export interface ConditionConfig {
  readonly cases: readonly { readonly port: string; readonly when: string }[];
  /** The port taken when no case holds. */
  readonly otherwise: string;
}

/** What a condition's config says; entries that are not (yet) whole, as while being typed, are left out. */
export function parseConditionConfig(config: JsonObject): ConditionConfig {
  const cases = Array.isArray(config['cases']) ? config['cases'] : [];
  const otherwise = config['default'];
  return {
    cases: cases.filter(isCase),
    otherwise: typeof otherwise === 'string' && otherwise !== '' ? otherwise : 'next',
  };
}

function isCase(value: unknown): value is { port: string; when: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { port, when } = value as { port?: unknown; when?: unknown };
  return typeof port === 'string' && port !== '' && typeof when === 'string';
}
