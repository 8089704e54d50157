/**
 * Which of two events of one key came later: negative when the first is older. Sequencers are hexadecimal
 * texts whose shorter is filled up with zeros on the right; without both of them the order is unknown (0).
 */
export function compareSequencers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const length = Math.max(a.length, b.length);
  const [left, right] = [a.toUpperCase().padEnd(length, "0"), b.toUpperCase().padEnd(length, "0")];
  return left < right ? -1 : left > right ? 1 : 0;
}
