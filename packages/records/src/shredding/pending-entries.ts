import { type FixedStorage, fixedStorageOf } from "../columns/fixed-storage.ts";
import type { FlatRows } from "../flat/flat-rows.ts";
import { isTakenAsIs, isTooLong } from "../flat/other-reader.ts";
import * as layout from "../kernel/shred-layout.ts";
import type { LeafPlan, NestedPlan } from "./nested-plan.ts";

const WORDS = layout.ENTRY_BYTES / Int32Array.BYTES_PER_ELEMENT;
const [LEVELS, START, END] = [layout.LEVELS / 4, layout.START / 4, layout.END / 4] as const;
const VALUE = layout.ENTRY_VALUE / 4;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LONGEST_NUMBER = 400;

/** A text that fits its leaf, which may be remembered. */
type NoteText = (leaf: LeafPlan, start: number, end: number, hash: number) => void;

/**
 * Look at the entries of a value of which only JavaScript can tell whether they fit, and put there what they were converted to.
 *
 * @returns whether all of them fit
 */
export function judgeEntries(
  rows: FlatRows,
  { leaves }: NestedPlan,
  from: number,
  to: number,
  noteText: NoteText,
): boolean {
  const { entries } = rows;
  for (let at = from * WORDS; at < to * WORDS; at += WORDS) {
    const asked = (entries[at + LEVELS] as number) & layout.ASKED;
    if (asked === 0) continue;
    const leaf = leaves[entries[at] as number] as LeafPlan;
    const isRight =
      leaf.field.kind === "text"
        ? judgeText(rows, leaf, at, noteText)
        : judgeOther(rows, leaf, at, asked);
    if (!isRight) return false;
  }
  return true;
}

function judgeText(rows: FlatRows, leaf: LeafPlan, at: number, noteText: NoteText): boolean {
  const { entries, bytes } = rows;
  const start = entries[at + START] as number;
  const end = entries[at + END] as number;
  const text = bytes.toString("utf8", start, end);
  const { checker } = leaf.field;
  if (isTooLong(checker, text) || !isTakenAsIs(checker, text)) return false;
  noteText(leaf, start, end, entries[at + VALUE] as number);
  return true;
}

function judgeOther(
  rows: FlatRows,
  { field: { checker }, type }: LeafPlan,
  at: number,
  asked: number,
): boolean {
  const value = valueAt(rows, at, asked, type.kind === "double" || type.kind === "float");
  if (value === undefined || isTooLong(checker, value)) return false;
  const conversion = checker.convert(value);
  if ("code" in conversion) return false;
  const converted = "asIs" in conversion ? value : conversion.value;
  const isKept = !checker.keepsText || converted === value;
  const isCut = "truncated" in conversion && conversion.truncated === true;
  if (!isKept || isCut || checker.passes?.(converted) !== true) return false;
  const number = (fixedStorageOf(type) as FixedStorage).toNumber(converted);
  if (typeof number === "bigint") rows.entryIntegers[(at + VALUE) / 2] = number;
  else rows.entryNumbers[(at + VALUE) / 2] = number;
  return true;
}

function valueAt(rows: FlatRows, at: number, asked: number, isInexact: boolean): unknown {
  const { entries, bytes, entryNumbers } = rows;
  if (asked === layout.ASKS_OF_NUMBER) return entryNumbers[(at + VALUE) / 2];
  if (asked === layout.ASKS_OF_BOOLEAN) return entryNumbers[(at + VALUE) / 2] === 1;
  const start = entries[at + START] as number;
  const end = entries[at + END] as number;
  if (asked === layout.ASKS_OF_TEXT) return bytes.toString("utf8", start, end);
  // Of exact numbers the parser looks at each digit.
  if (!isInexact || end - start > LONGEST_NUMBER) return undefined;
  const text = bytes.toString("latin1", start, end);
  return NUMBER.test(text) ? Number(text) : undefined;
}
