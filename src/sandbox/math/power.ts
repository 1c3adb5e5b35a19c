import powOfPositive from '@stdlib/math-base-special-pow';

const { isInteger, NaN: nan } = Number;
const { abs, sqrt } = Math;

/** `x ** y` of numbers, the same in every engine. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return nan;
  if (abs(y) === Infinity) return abs(x) === 1 ? nan : abs(x) > 1 === y > 0 ? Infinity : 0;
  const isOdd = y % 2 === 1 || y % 2 === -1;
  if (x === 0 || abs(x) === Infinity) {
    const size = (x === 0) === y > 0 ? 0 : Infinity;
    return isOdd && (x < 0 || Object.is(x, -0)) ? -size : size;
  }
  if (x > 0) return positive(x, y);
  if (!isInteger(y)) return nan;
  return isOdd ? -positive(-x, y) : positive(-x, y);
}

/** Up to here an integer is exactly the number that stands for it. */
const lastInteger = 2 ** 53;

function positive(x: number, y: number): number {
  if (y === 0.5) return sqrt(x);
  if (y < 0 && isInteger(x) && isInteger(y)) {
    // One division of exact integers is rounded once: 10 ** -5 is the number written 0.00001.
    const inverse = powOfPositive(x, -y);
    if (inverse <= lastInteger) return 1 / inverse;
  }
  return powOfPositive(x, y);
}

/** The operator `**` of whatever operands, as the language defines it; numbers go through {@link pow}. */
export function power(x: unknown, y: unknown): number | bigint {
  if (typeof x === 'number' && typeof y === 'number') return pow(x, y);
  const base = toNumeric(x);
  const exponent = toNumeric(y);
  if (typeof base === 'number' && typeof exponent === 'number') return pow(base, exponent);
  // Big integers are exact; one beside a number throws what the operator throws.
  return (base as bigint) ** (exponent as bigint);
}

/** The language's own conversion to a number or big integer: negated twice. */
const toNumeric = (value: unknown): number | bigint => -(-(value as number));
