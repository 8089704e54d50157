/**
 * A seeded random generator with 2^32 distinct states per seed and no short cycles, so that samples
 * can be made again and have realistic cardinalities.
 *
 * Source: Bob Jenkins' small fast generator, 32-bit (sfc32, PractRand).
 */
export function seededRandom(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 1];
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  for (let i = 0; i < 16; i++) next();
  return next;
}
