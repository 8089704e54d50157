/** So many characters, in words. */
export function characters(count: number | bigint): string {
  return `${count} character${Number(count) === 1 ? "" : "s"}`;
}
