import { columnTraits } from "./column-info.ts";
import type { QueryResult, ResultColumn } from "./query-result.ts";

/** The bytes of a result's file: CSV with a header for a query, lines of text for the rest. */
export function resultFile(result: QueryResult): string {
  if (!result.header)
    return result.rows.map((row) => row.map((cell) => cell ?? "").join("\t")).join("\n");
  const lines = [csvLine(result.columns.map((column) => column.name)), ...result.rows.map(csvLine)];
  return lines.join("");
}

/** Every value in quotes, quotes doubled, null as nothing, a line feed at the end. */
function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? "" : `"${cell.replaceAll('"', '""')}"`)).join(",")}\n`;
}

/**
 * The bytes of a result's companion `.metadata`: protobuf with the query's id (field 1) and one
 * message per column (field 4), the fields that Athena's own JDBC driver reads.
 */
export function resultMetadata(queryId: string, result: QueryResult): Uint8Array {
  return Uint8Array.from([
    ...textField(1, queryId),
    ...result.columns.flatMap((column) => bytesField(4, columnMessage(column))),
  ]);
}

const NULLABLE_UNKNOWN = 3;

function columnMessage(column: ResultColumn): number[] {
  const traits = columnTraits(column);
  return [
    ...textField(1, "hive"),
    ...textField(4, column.name),
    ...textField(5, column.name),
    ...textField(6, traits.type),
    ...numberField(7, traits.precision),
    ...numberField(8, traits.scale),
    ...numberField(9, NULLABLE_UNKNOWN),
    ...numberField(
      10,
      traits.caseSensitive === undefined ? undefined : Number(traits.caseSensitive),
    ),
  ];
}

function textField(field: number, text: string): number[] {
  return bytesField(field, [...new TextEncoder().encode(text)]);
}

function bytesField(field: number, bytes: readonly number[]): number[] {
  return [field * 8 + 2, ...varint(bytes.length), ...bytes];
}

function numberField(field: number, value: number | undefined): number[] {
  return value === undefined ? [] : [field * 8, ...varint(value)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
