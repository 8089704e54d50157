/** Make bytes zeros. */
export function clear(start: usize, length: i32): void {
  memory.fill(start, 0, length);
}
