import { power } from './power.ts';

/** What the operators of user code call instead, see `source/power-edits.ts`. */
const operators = Object.freeze({
  pow: power,
  /** `target[key]`, read once; `pow` writes back what it gives. */
  at(target: Record<PropertyKey, unknown>, key: PropertyKey) {
    const value = target[key];
    return { pow: (exponent: unknown): unknown => (target[key] = power(value, exponent)) };
  },
});

/** For a module to put its default export into, and to find its operators in. */
export const newExports = (): { default?: unknown } => ({ ...operators }) as { default?: unknown };
