// The simulator's own randomness: small, fast, and the same on every machine for the same seed.
// It must never be used for anything that has to be hard to guess.

/** Numbers in [0, 1), like `Math.random`, but repeatable. */
export type Random = () => number;

/** Mixes texts and numbers into four 32-bit words (FNV-1a with four offsets, then avalanche). */
function mix(keys: readonly (string | number)[]): [number, number, number, number] {
  const words: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  const text = keys.join('\u0000');
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    words[0] = Math.imul(words[0] ^ unit, 0x01000193);
    words[1] = Math.imul(words[1] ^ unit, 0x85ebca77) ^ (words[0] >>> 13);
    words[2] = Math.imul(words[2] ^ unit, 0xc2b2ae3d) ^ (words[1] >>> 11);
    words[3] = Math.imul(words[3] ^ unit, 0x27d4eb2f) ^ (words[2] >>> 7);
  }
  return words;
}

/** A stream of numbers that depends on the keys alone (sfc32). Equal keys, equal stream. */
export function randomOf(...keys: readonly (string | number)[]): Random {
  let [a, b, c, d] = mix(keys);
  const next = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** A whole number from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** One of a list that is not empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

/** One of a list of [weight, value]; weights need not sum to one. */
export function pickWeighted<T>(random: Random, list: readonly (readonly [number, T])[]): T {
  let left = random() * list.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of list) {
    left -= weight;
    if (left < 0) return value;
  }
  return (list.at(-1) as readonly [number, T])[1];
}

/** A standard normal deviate (Box-Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A UUID (version 4 by shape) that depends on the keys alone. */
export function uuidOf(...keys: readonly (string | number)[]): string {
  const random = randomOf(...keys);
  const hex = Array.from({ length: 32 }, () => between(random, 0, 15).toString(16));
  hex[12] = '4';
  hex[16] = pick(random, ['8', '9', 'a', 'b']);
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}
