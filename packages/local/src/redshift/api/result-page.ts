import type { SqlAnswer, SqlField } from "../engine/sql-engine.ts";
import { invalid } from "./data-api-error.ts";

/** So many characters of values are in one page; at least one row. */
const PAGE_CHARACTERS = 1_000_000;
/** And so many rows. */
const PAGE_ROWS = 1_000;

interface ResultType {
  readonly name: string;
  /** The member of a field that a value stands in. */
  readonly member: "longValue" | "doubleValue" | "booleanValue" | "stringValue";
}

/** Types by PostgreSQL's numbers, as the Data API names them. */
const TYPES: Readonly<Record<number, ResultType>> = {
  16: { name: "bool", member: "booleanValue" },
  20: { name: "int8", member: "longValue" },
  21: { name: "int2", member: "longValue" },
  23: { name: "int4", member: "longValue" },
  114: { name: "super", member: "stringValue" },
  700: { name: "float4", member: "doubleValue" },
  701: { name: "float8", member: "doubleValue" },
  1042: { name: "bpchar", member: "stringValue" },
  1082: { name: "date", member: "stringValue" },
  1114: { name: "timestamp", member: "stringValue" },
  1184: { name: "timestamptz", member: "stringValue" },
  1700: { name: "numeric", member: "stringValue" },
};
const TEXT: ResultType = { name: "varchar", member: "stringValue" };

/** A page of a result, as the JSON text of the answer: integers of 64 bits stand in it with all digits. */
export function resultPage(answer: SqlAnswer, token: string | undefined): string {
  const start = token === undefined ? 0 : Number(/^row-(\d{1,12})$/.exec(token)?.[1]);
  if (!(start >= 0 && start <= answer.rows.length)) throw invalid("NextToken is not valid");
  const types = answer.fields.map(({ dataTypeID }) => TYPES[dataTypeID] ?? TEXT);
  const records: string[] = [];
  let size = 0;
  let at = start;
  while (at < answer.rows.length && records.length < PAGE_ROWS) {
    const record = `[${(answer.rows[at] ?? []).map((cell, i) => fieldJson(cell, types[i] ?? TEXT)).join(",")}]`;
    size += record.length;
    if (records.length > 0 && size > PAGE_CHARACTERS) break;
    records.push(record);
    at++;
  }
  const columns = answer.fields.map(columnMetadata);
  const next = at < answer.rows.length ? `,"NextToken":"row-${at}"` : "";
  return `{"Records":[${records.join(",")}],"ColumnMetadata":${JSON.stringify(columns)},"TotalNumRows":${answer.rows.length}${next}}`;
}

function fieldJson(cell: string | null, { member }: ResultType): string {
  if (cell === null) return '{"isNull":true}';
  if (member === "booleanValue") return `{"booleanValue":${cell === "t"}}`;
  const isNumber = member !== "stringValue" && /^-?[\d.]+(?:e[+-]?\d+)?$/i.test(cell);
  return `{"${member}":${isNumber ? cell : JSON.stringify(cell)}}`;
}

function columnMetadata({ name, dataTypeID }: SqlField): object {
  const type = TYPES[dataTypeID] ?? TEXT;
  return {
    isCaseSensitive: type === TEXT,
    isCurrency: false,
    isSigned: type.member === "longValue" || type.member === "doubleValue",
    label: name,
    name,
    nullable: 1,
    typeName: type.name,
  };
}
