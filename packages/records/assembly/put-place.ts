import { BASE, ENDS, STARTS } from "../src/kernel/scan-layout";

/** Note where a text lies that is the value of a place. */
export function putPlace(state: usize, cell: usize, start: usize, end: usize): void {
  const base = <usize>load<u32>(state, BASE);
  store<u32>(<usize>load<u32>(state, STARTS) + cell, start - base);
  store<u32>(<usize>load<u32>(state, ENDS) + cell, end - base);
}
