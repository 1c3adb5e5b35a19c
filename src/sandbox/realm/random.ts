/** A stream of numbers that depends on its seed alone, the same in every host. */
export interface RandomStream {
  /** The next 32 random bits, unsigned. */
  readonly bits: () => number;
  /** Uniform in [0, 1), 53 bits. */
  readonly random: () => number;
  /** A version 4 UUID. */
  readonly uuid: () => string;
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Four well-mixed words from a text (MurmurHash3's mixing, after bryc's xmur3). */
function seedWords(text: string): [number, number, number, number] {
  let hash = 1779033703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    hash = rotate(Math.imul(hash ^ text.charCodeAt(i), 3432918353), 13);
  }
  const next = (): number => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    hash ^= hash >>> 16;
    return hash;
  };
  return [next(), next(), next(), next() | 1];
}

/** xoshiro128** (Blackman and Vigna, 2018). */
export function createRandom(seed: string): RandomStream {
  let [a, b, c, d] = seedWords(seed);
  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result >>> 0;
  };
  return {
    bits,
    random: () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992,
    uuid: () => formatUuid([bits(), bits(), bits(), bits()]),
  };
}

function formatUuid(words: readonly [number, number, number, number]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    '-',
  );
}
