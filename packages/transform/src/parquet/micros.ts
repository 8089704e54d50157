/** Milliseconds as microseconds: a part of one has three digits more than a double keeps of large numbers. */
export function micros(ms: number | bigint): bigint {
  const whole = Math.floor(Number(ms));
  return BigInt(whole) * 1000n + BigInt(Math.round((Number(ms) - whole) * 1000));
}
