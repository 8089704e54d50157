/** Copy bytes to where they may overlap. */
export function copyBytes(to: usize, from: usize, length: i32): void {
  memory.copy(to, from, length);
}
