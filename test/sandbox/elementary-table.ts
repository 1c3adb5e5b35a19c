/**
 * User code that computes every elementary function of many seeded inputs (random bit patterns, small and large numbers,
 * and special values) and gives a hash of all bits of the results by function.
 */
export const tableSource = `
const numbers = new Float64Array(1), words = new Uint32Array(numbers.buffer);
let state = 2463534242;
const next = () => { state ^= state << 13; state ^= state >>> 17; state ^= state << 5; return state >>> 0; };
const pattern = () => { words[0] = next(); words[1] = next(); return numbers[0]; };
const within = (size) => (next() / 4294967296 * 2 - 1) * size;
const special = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 10, -10, Infinity, -Infinity, NaN, 5e-324, -5e-324, 2.2250738585072014e-308,
  Number.MAX_VALUE, -Number.MAX_VALUE, Number.EPSILON, Math.PI, Math.PI / 2, Math.PI / 4, Math.E, 22, 709.7, 709.8, 710.4,
  -745.1, 1e-10, 1e10, 1e22, 2 ** 53, 0.1, 3, 1 + Number.EPSILON];
const inputs = [...special];
for (let i = 0; i < 1500; i++) inputs.push(pattern(), within(1), within(40), within(1000));
const hashOf = (compute) => {
  let hash = 2166136261;
  for (let i = 0; i < inputs.length; i++) {
    numbers[0] = compute(inputs[i], inputs[(i * 7 + 3) % inputs.length]);
    if (numbers[0] !== numbers[0]) numbers[0] = NaN;
    hash = Math.imul(hash ^ words[0], 16777619);
    hash = Math.imul(hash ^ words[1], 16777619);
  }
  return (hash >>> 0).toString(16);
};
const one = ['acos','acosh','asin','asinh','atan','atanh','cbrt','cos','cosh','exp','expm1','log','log10','log1p','log2',
  'sin','sinh','tan','tanh'];
export default () => ({
  ...Object.fromEntries(one.map((name) => [name, hashOf((x) => Math[name](x))])),
  atan2: hashOf((x, y) => Math.atan2(x, y)),
  hypot: hashOf((x, y) => Math.hypot(x, y, 3)),
  pow: hashOf((x, y) => Math.pow(x, y)),
  operator: hashOf((x, y) => { let z = x; z **= y; return z + x ** -y; }),
});
`;

/** What it gives in every engine. */
export const tableHashes: Readonly<Record<string, string>> = {
  acos: 'df5fbae2',
  acosh: 'd9d3d06e',
  asin: '2ef3244c',
  asinh: '7680c9b3',
  atan: '1211822b',
  atanh: 'e018054',
  cbrt: 'c216ffcb',
  cos: 'a6002272',
  cosh: '3ab5b071',
  exp: 'df743c52',
  expm1: '9c9a7a2c',
  log: '89854580',
  log10: '211d5812',
  log1p: '3b3032dd',
  log2: '31feffd6',
  sin: '403a6655',
  sinh: '432b7e59',
  tan: 'f7e838cb',
  tanh: 'a98ee3c8',
  atan2: '55946517',
  hypot: 'dfb59fec',
  pow: '8108160a',
  operator: '30cba3b8',
};
