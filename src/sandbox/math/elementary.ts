import acos from '@stdlib/math-base-special-acos';
import acosh from '@stdlib/math-base-special-acosh';
import asin from '@stdlib/math-base-special-asin';
import asinh from '@stdlib/math-base-special-asinh';
import atan from '@stdlib/math-base-special-atan';
import atanh from '@stdlib/math-base-special-atanh';
import cbrt from '@stdlib/math-base-special-cbrt';
import cos from '@stdlib/math-base-special-cos';
import exp from '@stdlib/math-base-special-exp';
import expm1 from '@stdlib/math-base-special-expm1';
import log from '@stdlib/math-base-special-ln';
import log10 from '@stdlib/math-base-special-log10';
import log1p from '@stdlib/math-base-special-log1p';
import log2 from '@stdlib/math-base-special-log2';
import sin from '@stdlib/math-base-special-sin';
import tan from '@stdlib/math-base-special-tan';
import { pow } from './power.ts';

const { abs, sqrt } = Math;

/** Angle of the point (x, y): the arc tangent of y/x, moved into the quadrant of the point. */
function atan2(y: number, x: number): number {
  if (x !== x || y !== y) return Number.NaN;
  const isLeft = x < 0 || Object.is(x, -0);
  const isBelow = y < 0 || Object.is(y, -0);
  const slope = steepness(y, x);
  const angle = isLeft && slope !== Math.PI / 2 ? Math.PI - (slope - piRest) : slope;
  return isBelow ? -angle : angle;
}

/** What π lacks of the number that stands for it. */
const piRest = 1.2246467991473532e-16;

/** The angle to the x axis, in [0, π/2]. */
function steepness(y: number, x: number): number {
  if (y === 0) return 0;
  if (x === 0) return Math.PI / 2;
  const isEndless = abs(x) === Infinity;
  if (abs(y) === Infinity) return isEndless ? Math.PI / 4 : Math.PI / 2;
  return isEndless ? 0 : atan(abs(y / x));
}

/** Beyond it, exp(x) is no number any more, while half of it still is. */
const lastExp = 709.78;

/** Half of exp(x), also where exp(x) itself is too large. */
function halfExp(x: number): number {
  if (x < lastExp) return exp(x) / 2;
  const root = exp(x / 2);
  return (root / 2) * root;
}

function sinh(x: number): number {
  const size = abs(x);
  if (!(size >= tiny)) return x;
  const large = size < 22 ? fromExpm1(expm1(size), size < 1) : halfExp(size);
  return x < 0 ? -large : large;
}

/** Below it, a function that starts as its argument is its argument. */
const tiny = 2 ** -28;

const fromExpm1 = (t: number, isSmall: boolean): number =>
  isSmall ? (2 * t - (t * t) / (t + 1)) / 2 : (t + t / (t + 1)) / 2;

function cosh(x: number): number {
  const size = abs(x);
  if (size >= 22) return halfExp(size);
  if (size > 0.35) {
    const grown = exp(size);
    return grown / 2 + 0.5 / grown;
  }
  const t = expm1(size);
  return 1 + (t * t) / (2 * (1 + t));
}

function tanh(x: number): number {
  const size = abs(x);
  if (!(size >= tiny)) return x;
  const part = size < 22 ? 1 - 2 / (expm1(2 * size) + 2) : 1;
  const exact = size < 1 ? lowTanh(size) : part;
  return x < 0 ? -exact : exact;
}

function lowTanh(size: number): number {
  const t = expm1(-2 * size);
  return -t / (t + 2);
}

/** Length of a vector of any number of parts; scaled, and the rounding errors of the sum carried along. */
function hypot(parts: readonly number[]): number {
  let largest = 0;
  for (const part of parts) if (abs(part) > largest) largest = abs(part);
  if (largest === Infinity) return Infinity;
  let sum = 0;
  let lost = 0;
  for (const part of parts) {
    const scaled = largest === 0 ? part : part / largest;
    const next = scaled * scaled - lost;
    const total = sum + next;
    lost = total - sum - next;
    sum = total;
  }
  return largest === 0 ? abs(sum) : sqrt(sum) * largest;
}

/** The library's is one off at 1, of all places. */
const expOf = (x: number): number => (x === 1 ? Math.E : exp(x));

/** The conversion that `Math` does; throws for big integers and symbols. */
const n = (value: unknown): number => +(value as string);

/** `Math.hypot` takes any number of arguments, and says that it takes two. */
function manyHypot(): ElementaryMath['hypot'] {
  const many = { hypot: (...parts: unknown[]) => hypot(parts.map(n)) };
  return Object.defineProperty(many.hypot, 'length', { value: 2 });
}

export type ElementaryMath = Readonly<Record<(typeof elementaryNames)[number], (...values: unknown[]) => number>>;

/** The functions of `Math` whose last bits the language leaves open. */
export const elementaryNames = [
  ...(['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1'] as const),
  ...(['hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'] as const),
] as const;

/**
 * What takes the place of the functions of the same names in `Math`: computed from exactly rounded operations alone, so
 * that the result is the same in every engine. Each converts its arguments as `Math` does. Made anew for each realm: what
 * user code does to one of them stays there.
 */
export const createElementaryMath = (): ElementaryMath => ({
  acos: (x) => acos(n(x)),
  acosh: (x) => acosh(n(x)),
  asin: (x) => asin(n(x)),
  asinh: (x) => asinh(n(x)),
  atan: (x) => atan(n(x)),
  atan2: (y, x) => atan2(n(y), n(x)),
  atanh: (x) => atanh(n(x)),
  cbrt: (x) => cbrt(n(x)),
  cos: (x) => cos(n(x)),
  cosh: (x) => cosh(n(x)),
  exp: (x) => expOf(n(x)),
  expm1: (x) => expm1(n(x)),
  hypot: manyHypot(),
  log: (x) => log(n(x)),
  log10: (x) => log10(n(x)),
  log1p: (x) => log1p(n(x)),
  log2: (x) => log2(n(x)),
  pow: (x, y) => pow(n(x), n(y)),
  sin: (x) => sin(n(x)),
  sinh: (x) => sinh(n(x)),
  tan: (x) => tan(n(x)),
  tanh: (x) => tanh(n(x)),
});
