import * as layout from "../kernel/scan-layout.ts";
import type { TextRule } from "./byte-test.ts";
import type { FlatField } from "./flat-plan.ts";
import type { FieldMemory } from "./write-field.ts";

/** Memory of which words are read, too. */
type QuickMemory = FieldMemory & { readonly getOf: (key: number, what: number) => number };

const VECTOR_BYTES = 16;
const WORD_BYTES = 4;
/** One more that is seen and one less that is missing, as one integer: the lower word borrows from the upper one. */
const LESS_MISSING = [-1, 0] as const;
const MOST_LENGTH = 0x7fffffff;

/** Write how the kernel reads usual values of a field, of which all else is written already. */
export function writeQuick(
  memory: QuickMemory,
  key: number,
  { kind, mayLack, textRule, numberRule }: FlatField,
): void {
  const [missing, seen] = mayLack ? [0, 1] : LESS_MISSING;
  memory.setOf(key, layout.TALLY, missing);
  memory.setOf(key, layout.TALLY + WORD_BYTES, seen);
  if (kind === "text") writeText(memory, key, textRule);
  if (kind === "instant") memory.setOf(key, layout.QUICK, layout.QUICK_INSTANT);
  if (kind === "number" && numberRule !== undefined)
    memory.setOf(key, layout.QUICK, layout.QUICK_NUMBER);
}

function writeText(memory: QuickMemory, key: number, rule: TextRule | undefined): void {
  // Such texts are asked of, and then known.
  if (rule === undefined) return memory.setOf(key, layout.QUICK, layout.QUICK_KNOWN);
  const { prefixes, suffixes, formats } = rule;
  const [prefix = ""] = prefixes;
  const fewest = Math.max(rule.fewest, prefix.length);
  const most = Math.min(rule.most, MOST_LENGTH);
  const isSimple = prefixes.length < 2 && suffixes.length === 0 && formats.length < 2;
  if (!isSimple || prefix.length > VECTOR_BYTES || fewest > most) return;
  memory.setOf(key, layout.QUICK, layout.QUICK_TEXT);
  memory.setOf(key, layout.QUICK_FEWEST, fewest);
  memory.setOf(key, layout.QUICK_MORE, most - fewest);
  const format = memory.getOf(key, layout.FORMAT) << VECTOR_BYTES;
  memory.setOf(key, layout.QUICK_CHECKS, ((1 << prefix.length) - 1) | format);
}

/** Which of the bytes of a key with its comma and its colon are compared by one vector, a bit for each, and whether there are more. */
export function literalBits(literal: Uint8Array): number {
  const { length } = literal;
  return (
    ((1 << Math.min(length, VECTOR_BYTES)) - 1) | (length > VECTOR_BYTES ? layout.IS_LONGER : 0)
  );
}

/** Write the vectors that texts are compared with. */
export function writeVectors(bytes: Uint8Array, state: number): void {
  bytes.fill(0x20, state + layout.SPACES, state + layout.SPACES + VECTOR_BYTES);
  bytes.fill(0x22, state + layout.QUOTES, state + layout.QUOTES + VECTOR_BYTES);
  bytes.fill(0x5c, state + layout.BACKSLASHES, state + layout.BACKSLASHES + VECTOR_BYTES);
  bytes.fill(0xff, state + layout.ONES, state + layout.ONES + VECTOR_BYTES);
}
