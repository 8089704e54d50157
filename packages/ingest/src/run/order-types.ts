import { IngestError } from "../errors/ingest-error.ts";
import { MIXED, type SourceTable } from "../source/source-table.ts";
import type { TableState } from "../state/table-state.ts";

/** Types of the columns that rows are ordered by, as the state keeps them: a place in one order is none in another. */
export function orderTypesOf({ columns }: SourceTable, orderBy: readonly string[]): string[] {
  return orderBy.map((name) => {
    const column = columns.find((each) => each.name === name);
    return column?.orderType ?? column?.nativeType ?? "";
  });
}

/** What is read on from a place. */
interface Continued {
  readonly source: string;
  readonly table: string;
  readonly stateKey: string;
  readonly orderBy: readonly string[];
  readonly orderTypes: readonly string[];
}

/** @throws {IngestError} `LOADED_OTHERWISE` when the place that is known is of a column of another type, whose values may be in another order or be cut */
export function checkOrderTypes(
  state: Pick<TableState, "orderTypes"> | undefined,
  { source, table, stateKey, orderBy, orderTypes }: Continued,
): void {
  const { orderTypes: known = orderTypes } = state ?? {};
  const at = orderTypes.findIndex((type, index) => !isSameOrWider(known[index] ?? type, type));
  const column = orderBy[at];
  if (column === undefined) return;
  throw new IngestError(
    "LOADED_OTHERWISE",
    `Table "${table}" of ${source} was read up to a place of "${column}" when that was ${known[at]}, and it is ${orderTypes[at]} now: which rows are behind that place can't be told any more, and nothing was read. Change the column back; or load the table anew, to another prefix, or after its rows and its state ${stateKey} were removed. If its values and their order are as they were, write ${JSON.stringify(orderTypes[at])} for ${JSON.stringify(known[at])} in orderTypes of that state.`,
    { source, table, column },
  );
}

const INTEGERS = ["tinyint", "smallint", "mediumint", "int", "integer", "bigint"];
/** MySQL's times have no digits behind the point unless they say how many. */
const WITHOUT_DIGITS = new Set(["datetime", "timestamp", "time"]);
const TEXTS = /^(?:medium|long)?text$/;

/** Whether a type has all values of another one, and has them in the same order and written in the same way. */
export function isSameOrWider(before: string, now: string): boolean {
  if (before === now || before === MIXED || now === MIXED) return true;
  const [from, to] = [parsed(before), parsed(now)];
  const [integer, wider] = [INTEGERS.indexOf(from.word), INTEGERS.indexOf(to.word)];
  if (integer >= 0 && wider >= 0) return from.rest === to.rest && wider >= integer;
  const isVarchar = from.word === "varchar" || from.base === "character varying";
  if (isVarchar && TEXTS.test(to.base)) return true;
  // Labels that are added behind the others leave those in their order.
  if (from.word === "enum" && before.startsWith("enum(") && before.endsWith(")"))
    return now.startsWith(`${before.slice(0, -1)},`);
  return from.base === to.base && hasRoom(from, to);
}

interface Parsed {
  /** Without its sizes. */
  readonly base: string;
  readonly word: string;
  readonly rest: string;
  readonly sizes: readonly number[];
}

/** `decimal(10,2) unsigned`: its words, and the sizes in brackets. */
function parsed(type: string): Parsed {
  const sizes = /\((\d+)(?:, ?(-?\d+))?\)/.exec(type);
  const base = (sizes === null ? type : type.replace(sizes[0], "")).toLowerCase();
  const [word = "", ...rest] = base.split(/[ (]/);
  const found = (sizes?.slice(1) ?? []).filter((each) => each !== undefined);
  return { base, word, rest: rest.join(" "), sizes: found.map(Number) };
}

/** Whether what is behind one size is not less than what is behind the other, nor before it. */
function hasRoom(from: Parsed, to: Parsed): boolean {
  const fallback = WITHOUT_DIGITS.has(from.base) ? 0 : Number.POSITIVE_INFINITY;
  const [size = fallback, digits = 0] = from.sizes;
  const [newSize = fallback, newDigits = newSize === Number.POSITIVE_INFINITY ? digits : 0] =
    to.sizes;
  return newDigits >= digits && newSize - newDigits >= size - digits;
}
