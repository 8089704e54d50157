import {
  AT_BEGINNING,
  AT_END,
  BEFORE_ISSUES,
  BEFORE_LENGTH,
  BEFORE_OFFSET,
  BEFORE_RAW,
  ESCAPES,
  FIRST_VERDICTS,
  LITERAL_COUNT,
  LITERALS,
  OUTPUT,
  OUTPUT_END,
  PLACE_BASE,
  PLACE_LINE,
  PLACE_OFFSET,
  REJECTED_ENDS,
  REJECTED_LINES,
  REJECTED_STARTS,
  VERDICT_LIST,
  VERDICTS,
  WRITTEN,
} from "../src/kernel/fault-layout";
import { escapeText } from "./escape-text";

const COMMA: u8 = 0x2c;
const OPEN: u8 = 0x5b;
const CLOSE: u8 = 0x5d;
/** Digits of three numbers, brackets, and what vectors are written beyond the end. */
const MORE_BYTES: usize = 128;
/** A control character takes six bytes. */
const MOST_ESCAPED: usize = 6;

/** Write the lines that are kept of rejected records, of so many as there is room for; how many these are. */
export function writeRejected(faults: usize, place: usize, from: i32, to: i32): i32 {
  const output = <usize>load<u32>(faults, OUTPUT);
  const limit = <usize>load<u32>(faults, OUTPUT_END);
  const base = <usize>load<u32>(place, PLACE_BASE);
  const offset = <u64>load<f64>(place, PLACE_OFFSET);
  const line = <u64>load<f64>(place, PLACE_LINE);
  const fixed = literalBytes(faults);
  let out = output;
  let row = from;
  for (; row < to; row++) {
    const cell = <usize>(row << 2);
    const start = <usize>load<u32>(<usize>load<u32>(place, REJECTED_STARTS) + cell);
    const length = <usize>load<u32>(<usize>load<u32>(place, REJECTED_ENDS) + cell) - start;
    const room = fixed + MOST_ESCAPED * length + issuesBytes(faults, place, cell);
    if (out + room > limit) break;
    out = literal(faults, AT_BEGINNING, out);
    out = digits(line + <u64>load<u32>(<usize>load<u32>(place, REJECTED_LINES) + cell), out);
    out = literal(faults, BEFORE_OFFSET, out);
    out = digits(offset + <u64>start, out);
    out = literal(faults, BEFORE_LENGTH, out);
    out = digits(<u64>length, out);
    out = literal(faults, BEFORE_RAW, out);
    out = escapeText(base + start, length, out, load<u32>(faults, ESCAPES));
    out = literal(faults, BEFORE_ISSUES, out);
    out = issues(faults, place, cell, out);
    out = literal(faults, AT_END, out);
  }
  store<u32>(faults, out - output, WRITTEN);
  return row - from;
}

function literalBytes(faults: usize): usize {
  let bytes: usize = MORE_BYTES;
  for (let i = 0; i < LITERAL_COUNT; i++)
    bytes += <usize>load<u32>(faults + LITERALS + <usize>(i << 3), 4);
  return bytes;
}

function issuesBytes(faults: usize, place: usize, cell: usize): usize {
  const firsts = <usize>load<u32>(place, FIRST_VERDICTS) + cell;
  const list = <usize>load<u32>(place, VERDICT_LIST);
  const last = load<i32>(firsts, 4);
  let bytes: usize = 0;
  for (let i = load<i32>(firsts); i < last; i++) bytes += 1 + bytesOf(verdictAt(faults, list, i));
  return bytes;
}

/** Write the issues of all verdicts on a record as one list. */
function issues(faults: usize, place: usize, cell: usize, to: usize): usize {
  const firsts = <usize>load<u32>(place, FIRST_VERDICTS) + cell;
  const list = <usize>load<u32>(place, VERDICT_LIST);
  const first = load<i32>(firsts);
  const last = load<i32>(firsts, 4);
  let out = to;
  for (let i = first; i < last; i++) {
    store<u8>(out++, i == first ? OPEN : COMMA);
    out = copy(verdictAt(faults, list, i), out);
  }
  store<u8>(out, CLOSE);
  return out + 1;
}

function verdictAt(faults: usize, list: usize, i: i32): usize {
  return <usize>load<u32>(faults, VERDICTS) + <usize>(load<u32>(list + <usize>(i << 2)) << 3);
}

function literal(faults: usize, number: i32, out: usize): usize {
  return copy(faults + LITERALS + <usize>(number << 3), out);
}

function bytesOf(span: usize): usize {
  return <usize>load<u32>(span, 4);
}

/** Copy what a span says, its address and its bytes; the place behind it. */
function copy(span: usize, out: usize): usize {
  const from = <usize>load<u32>(span);
  const length = bytesOf(span);
  for (let i: usize = 0; i < length; i += 16) v128.store(out + i, v128.load(from + i));
  return out + length;
}

/** Write a number's digits; the place behind them. */
function digits(value: u64, out: usize): usize {
  let count: usize = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) count++;
  let rest = value;
  for (let at = out + count - 1; at >= out; at--, rest /= 10) store<u8>(at, 0x30 + <u8>(rest % 10));
  return out + count;
}
