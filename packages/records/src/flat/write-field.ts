import * as layout from "../kernel/scan-layout.ts";
import type { Atom } from "./atom-pattern.ts";
import type { TextRule } from "./byte-test.ts";
import { boundsOf } from "./field-read.ts";
import type { FlatField, FlatKind } from "./flat-plan.ts";
import type { NumberRule } from "./number-rule.ts";
import type { TypedRule } from "./typed-rule.ts";

/** Where what belongs to a field's texts is in the kernel's memory. */
export interface TextPlaces {
  readonly literal: number;
  readonly prefix: number;
  readonly suffix: number;
  /** Of a pattern that is known by its bytes. */
  readonly atoms: number;
  readonly known: number;
  readonly slots: number;
}

/** How much memory a pattern of a rule takes. */
export function patternBytes(rule: TextRule | undefined): number {
  return rule?.formats.some((format) => typeof format === "object") ? layout.PATTERN_BYTES : 0;
}

/** Memory that a field is written to. */
export interface FieldMemory {
  readonly bytes: Buffer;
  readonly setOf: (key: number, what: number, value: number) => void;
  readonly setDouble: (address: number, value: number) => void;
}

interface FieldToWrite {
  readonly memory: FieldMemory;
  /** The address of its key. */
  readonly key: number;
  readonly field: FlatField;
  readonly number: number;
  /** The key that is expected behind it. */
  readonly follower: number;
  readonly places: TextPlaces;
}

const KINDS: Partial<Record<FlatKind, number>> = {
  text: layout.OF_TEXT,
  number: layout.OF_NUMBER,
  instant: layout.OF_INSTANT,
  nested: layout.OF_NESTED,
  boolean: layout.OF_BOOLEAN,
  date: layout.OF_DATE,
  integer: layout.OF_INTEGER,
  decimal: layout.OF_DECIMAL,
};
const FORMATS = {
  ipv4: layout.OF_IPV4,
  uuid: layout.OF_UUID,
  url: layout.OF_URL,
  email: layout.OF_EMAIL,
} as const;
const MOST_LENGTH = 0x7fffffff;
const ANY_DIGITS = -1;
const WORD_BYTES = 4;

/** Write what the kernel has to know of a field. */
export function writeField({ memory, key, field, number, follower, places }: FieldToWrite): void {
  const { kind, mayLack, textRule, numberRule } = field;
  memory.setOf(key, layout.KIND, KINDS[kind] ?? layout.OF_OTHER);
  memory.setOf(key, layout.MAY_LACK, mayLack ? 1 : 0);
  memory.setOf(key, layout.FOLLOWER, follower);
  memory.setOf(key, layout.FIELD, number);
  memory.setOf(key, layout.KNOWN, places.known);
  memory.setOf(key, layout.KNOWN_MASK, Math.max(0, places.slots - 1));
  if (textRule !== undefined) writeTextRule(memory, key, textRule, places);
  if (numberRule !== undefined) writeNumberRule(memory, key, numberRule);
}

/** Write what it has to know of the field's type, behind the parts that nodes of others have, too. */
export function writeTypedRule(memory: FieldMemory, key: number, rule: TypedRule): void {
  switch (rule.kind) {
    case "instant":
      memory.setOf(key, layout.TAKES_OFFSET, rule.takesOffset ? 1 : 0);
      memory.setOf(key, layout.FRACTION_DIGITS, rule.fractionDigits ?? ANY_DIGITS);
      break;
    case "integer":
      memory.setOf(key, layout.TAKES_TEXT, rule.isBigint ? 1 : 0);
      writeInteger(memory, key, layout.LEAST_INTEGER, rule.least);
      writeInteger(memory, key, layout.GREATEST_INTEGER, rule.greatest);
      break;
    case "decimal":
      memory.setOf(key, layout.SCALE, rule.scale);
      memory.setOf(key, layout.WHOLE_DIGITS, rule.wholeDigits);
      break;
    default:
  }
}

/** The lower word comes first. */
function writeInteger(memory: FieldMemory, key: number, what: number, value: bigint): void {
  const [low, high] = [Number(BigInt.asIntN(32, value)), Number(value >> 32n)];
  memory.setOf(key, what, low);
  memory.setOf(key, what + WORD_BYTES, high);
}

function writeTextRule(
  memory: FieldMemory,
  key: number,
  { fewest, most, prefixes, suffixes, formats }: TextRule,
  places: TextPlaces,
): void {
  // Of several, which hardly any contract has, only characters tell.
  if (prefixes.length > 1 || suffixes.length > 1 || formats.length > 1) return;
  const [prefix = ""] = prefixes;
  const [suffix = ""] = suffixes;
  const [format] = formats;
  memory.bytes.write(prefix, places.prefix, "latin1");
  memory.bytes.write(suffix, places.suffix, "latin1");
  memory.setOf(key, layout.IS_TESTED, 1);
  memory.setOf(key, layout.FEWEST, Math.min(fewest, MOST_LENGTH));
  memory.setOf(key, layout.MOST, Math.min(most, MOST_LENGTH));
  memory.setOf(key, layout.PREFIX, places.prefix);
  memory.setOf(key, layout.PREFIX_BYTES, prefix.length);
  memory.setOf(key, layout.SUFFIX, places.suffix);
  memory.setOf(key, layout.SUFFIX_BYTES, suffix.length);
  if (typeof format === "object") writeAtoms(memory, key, format, places.atoms);
  else memory.setOf(key, layout.FORMAT, format ? FORMATS[format] : layout.ANY_FORMAT);
}

function writeAtoms(
  memory: FieldMemory,
  key: number,
  atoms: readonly Atom[],
  pattern: number,
): void {
  memory.setOf(key, layout.FORMAT, layout.OF_ATOMS);
  memory.setOf(key, layout.ATOMS, pattern);
  memory.setOf(pattern, layout.ATOM_COUNT, atoms.length);
  for (const [i, { bytes, fewest, most }] of atoms.entries()) {
    const atom = pattern + layout.FIRST_ATOM + i * layout.ATOM_BYTES;
    memory.setOf(atom, 0, fewest);
    memory.setOf(atom, WORD_BYTES, most);
    for (const [byte, isIn] of bytes.entries()) {
      const at = pattern + byte * 2 + (i >> 3);
      if (isIn === 1) memory.bytes[at] = (memory.bytes[at] as number) | (1 << (i & 7));
    }
  }
}

function writeNumberRule(memory: FieldMemory, key: number, rule: NumberRule): void {
  const { least, greatest, isInteger } = boundsOf(rule);
  memory.setOf(key, layout.IS_BOUNDED, 1);
  memory.setOf(key, layout.IS_INTEGER, isInteger ? 1 : 0);
  memory.setDouble(key + layout.LEAST, least);
  memory.setDouble(key + layout.GREATEST, greatest);
}
