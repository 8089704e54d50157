import type { Column } from "@cloudapi/core";
import type { CellRules } from "../framing/cell-taker.ts";
import * as csv from "../kernel/csv-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/scan-layout.ts";
import type { FlatKind } from "./flat-field.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { partitionRange } from "./partition-range.ts";
import { ScanMemory } from "./scan-memory.ts";

const NO_FIELD = -1;
const WORD = Int32Array.BYTES_PER_ELEMENT;
/** How values look that the kernel takes. */
const LOOKS: Partial<Record<FlatKind, RegExp>> = {
  number: /^-?\d/,
  integer: /^-?\d/,
  decimal: /^-?\d/,
  boolean: /^(?:true|false)$/i,
  date: /^\d{4}-/,
  instant: /^\d{4}-.*T/i,
};
/** Reports show no more of a name. */
const LONGEST_NAME = 200;
const MOST_CELLS = 4_096;
/** What numbers and instants may have in them. */
const IS_IN_VALUES = /[-+.:]/;

/** The field that each cell of a row is of, -1 for none; `undefined` where rows have to be parsed, because more than their cells decides. */
export function fieldsOfCells(
  { fields }: FlatPlan,
  { header, delimiter, quote }: CellRules,
): readonly number[] | undefined {
  const { width, places, unknown, rowIssues } = header;
  if (rowIssues.length > 0 || width < 1 || width > MOST_CELLS) return undefined;
  if (IS_IN_VALUES.test(`${delimiter}${quote ?? ""}`)) return undefined;
  if (unknown.some(({ length }) => length > LONGEST_NAME)) return undefined;
  if (fields.some(({ checker, mayLack }) => !mayLack && !places.has(checker.name)))
    return undefined;
  const cells = Array.from({ length: width }, () => NO_FIELD);
  for (const [name, place] of places)
    cells[place] = fields.findIndex(({ checker }) => checker.name === name);
  return cells;
}

const NO_BYTES = new Uint8Array(0);

function byteOf(character: string | undefined): number {
  return character?.charCodeAt(0) ?? 0;
}

/** What is scanned for. */
export interface CellScan {
  readonly rules: CellRules;
  /** The field of each cell, -1 for none. */
  readonly cells: readonly number[];
  /** Whether rows are asked for, not only how many they are. */
  readonly isKept: boolean;
}

/** The kernel's memory as the scanner of CSV uses it. */
export class CellMemory {
  readonly scan: ScanMemory;
  /** Where is what it knows of rows beside the state. */
  readonly csv: number;

  constructor(kernel: Kernel, plan: FlatPlan, { rules, cells, isKept }: CellScan) {
    const { headerBytes = NO_BYTES, firstName = "" } = rules;
    const name = Buffer.from(firstName);
    const absent = plan.fields.flatMap((_, field) => (cells.includes(field) ? [] : [field]));
    this.csv = kernel.allocate(csv.CSV_BYTES);
    const cellsAt = kernel.allocate(cells.length * WORD);
    const absentAt = kernel.allocate(absent.length * WORD);
    const headerAt = kernel.allocate(headerBytes.length);
    const nameAt = kernel.allocate(name.length);
    this.scan = new ScanMemory(kernel, plan, isKept);
    this.#writeKeys(csv.CELLS, cellsAt, cells);
    this.#writeKeys(csv.ABSENT, absentAt, absent);
    this.scan.bytes.set(headerBytes, headerAt);
    this.set(csv.HEADER, headerAt);
    this.set(csv.HEADER_BYTES, headerBytes.length);
    this.scan.bytes.set(name, nameAt);
    this.set(csv.NAME, nameAt);
    this.set(csv.NAME_BYTES, name.length);
    this.#writeRules(rules);
    plan.fields.forEach(({ kind }, field) => {
      this.#writeNulls(plan, rules, field);
      if (rules.isOwn?.(kind) === true) this.#askAlways(field);
    });
    const { state } = this.scan;
    const { first, last } = partitionRange(plan);
    this.scan.setDouble(state + layout.FIRST_TIME, first);
    this.scan.setDouble(state + layout.LAST_TIME, last);
  }

  #writeRules({ delimiter, quote, escape, comment, decimal = ".", ...are }: CellRules): void {
    this.set(csv.DELIMITER, byteOf(delimiter));
    this.set(csv.CELL_QUOTE, byteOf(quote));
    this.set(csv.ESCAPE, byteOf(escape));
    this.set(csv.COMMENT, comment === undefined ? 0 : (Buffer.from(comment)[0] as number));
    // Where it is between cells, too, decimals are in quotes.
    this.set(csv.DECIMAL, decimal === delimiter ? 0 : byteOf(decimal));
    this.set(csv.IS_DOUBLED, are.isDoubled ? 1 : 0);
    this.set(csv.IS_TRIMMED, are.isTrimmed === true ? 1 : 0);
  }

  /** Of a column that has words for null it is asked what a text is, and what is else where such a word may be of its kind. */
  #writeNulls({ dataset, fields }: FlatPlan, { nulls }: CellRules, field: number): void {
    const words = nulls?.(dataset.columns[field] as Column);
    if (words === undefined) return;
    const key = this.scan.get(layout.KEYS) + field * layout.KEY_BYTES;
    this.scan.setOf(key, layout.IS_TESTED, 0);
    const kind = fields[field]?.kind as FlatKind;
    if (kind === "text") this.set(csv.ASKS_EMPTY, 1);
    else if (words.some((word) => LOOKS[kind]?.test(word) !== false)) this.#askAlways(field);
  }

  #askAlways(field: number): void {
    const key = this.scan.get(layout.KEYS) + field * layout.KEY_BYTES;
    this.scan.setOf(key, layout.KIND, layout.OF_OTHER);
  }

  /** Write the keys of fields one behind the other, and where they are. */
  #writeKeys(what: number, at: number, fields: readonly number[]): void {
    const keys = this.scan.get(layout.KEYS);
    for (const [i, field] of fields.entries())
      this.scan.words[(at >> 2) + i] = field === NO_FIELD ? 0 : keys + field * layout.KEY_BYTES;
    this.set(what, at);
    this.set(what + WORD, at + fields.length * WORD);
  }

  /** A word of what is known of rows. */
  get(what: number): number {
    return this.scan.getOf(this.csv, what);
  }

  set(what: number, value: number): void {
    this.scan.setOf(this.csv, what, value);
  }
}
