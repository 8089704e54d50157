import {
  AT,
  BIT,
  BIT_AT,
  BLOCKS,
  COUNT,
  DOUBLES,
  FIRST,
  FLOATS,
  FORM,
  FROM,
  INTEGERS,
  LOW_WORDS,
  NUMBERS,
  PLACES,
  SHIFT,
  STARTS,
  WIDTH,
} from "../src/kernel/store-layout";
import { addressIn } from "./put-rows";

/** Put the numbers of a column in their places, and the bits that say that they are there. */
export function fillNumbers(state: usize, column: usize): void {
  const width = (<usize>load<u32>(state, WIDTH)) << 2;
  const count = load<i32>(state, COUNT);
  const places = <usize>load<u32>(state, PLACES);
  const at = <usize>load<i32>(state, FIRST) * width + ((<usize>load<u32>(column, FROM)) << 2);
  let starts = <usize>load<u32>(state, STARTS) + at;
  let numbers = <usize>load<u32>(state, NUMBERS) + (at << 1);
  const word = (<usize>load<u32>(column, AT)) << 2;
  const form = load<i32>(column, FORM);
  const bitAt = load<i32>(column, BIT_AT);
  const blocks = <usize>load<u32>(state, BLOCKS);
  const shift = load<u32>(state, SHIFT);
  const bit = load<u32>(column, BIT);
  for (let i = 0; i < count; i++, starts += width, numbers += width << 1) {
    if (load<i32>(starts) < 0) continue;
    const row = addressIn(blocks, shift, load<u32>(places + ((<usize>i) << 2)));
    put(row + word, numbers, form);
    if (bitAt < 0) continue;
    const bits = row + ((<usize>bitAt) << 2);
    store<u32>(bits, load<u32>(bits) | bit);
  }
}

function put(target: usize, number: usize, form: i32): void {
  // Adding zero turns -0 into 0.
  if (form == DOUBLES) store<f64>(target, load<f64>(number) + 0);
  else if (form == INTEGERS) store<u64>(target, load<u64>(number));
  else if (form == LOW_WORDS) store<u32>(target, load<u32>(number));
  else if (form == FLOATS) store<f32>(target, <f32>(load<f64>(number) + 0));
  else store<i32>(target, <i32>load<f64>(number));
}
