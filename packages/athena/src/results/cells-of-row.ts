import type { ColumnInfo, Row } from "@aws-sdk/client-athena";
import { previewValue } from "@cloudapi/records/internal";
import { AthenaResultError } from "../errors/athena-result-error.ts";
import { type AthenaValue, type CellReader, cellReaderOf } from "./convert-cell.ts";

/** A column of a result, ready to be read. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly read: CellReader;
}

/** Makes a row of its values, in the order of the result's columns. */
export type RowShaper = (cells: readonly [string, AthenaValue][], rowNumber: number) => unknown;

/**
 * The columns of a result.
 *
 * @throws {AthenaResultError} `DUPLICATE_RESULT_COLUMN` when two have one name
 */
export function resultColumns(
  columns: readonly ColumnInfo[],
  queryExecutionId: string,
): readonly ResultColumn[] {
  const names = new Set<string>();
  return columns.map(({ Name: name = "", Type = "varchar", Precision, Scale }) => {
    if (names.has(name)) {
      throw new AthenaResultError(
        "DUPLICATE_RESULT_COLUMN",
        `Two columns of query ${queryExecutionId} are named "${name}", so a row can't hold both; rename one with AS.`,
        { queryExecutionId, column: name },
      );
    }
    names.add(name);
    const isPrecise = Type === "decimal" && Precision !== undefined && Precision > 0;
    const type = isPrecise ? `decimal(${Precision},${Scale ?? 0})` : Type;
    return { name, type, read: cellReaderOf(Type) };
  });
}

/**
 * The values of a row, by column.
 *
 * @throws {AthenaResultError} `UNREADABLE_RESULT_VALUE`
 */
export function cellsOfRow(
  columns: readonly ResultColumn[],
  row: Row,
  queryExecutionId: string,
  rowNumber: number,
): [string, AthenaValue][] {
  return columns.map(({ name, type, read }, i) => {
    const text = row.Data?.[i]?.VarCharValue;
    if (text === undefined || text === null) return [name, null];
    const value = read(text);
    if (value !== undefined) return [name, value];
    throw new AthenaResultError(
      "UNREADABLE_RESULT_VALUE",
      unreadable(queryExecutionId, rowNumber, name, type, text),
      { queryExecutionId, rowNumber, column: name },
    );
  });
}

function unreadable(
  queryExecutionId: string,
  rowNumber: number,
  name: string,
  type: string,
  text: string,
): string {
  return `Row ${rowNumber} of query ${queryExecutionId}: column "${name}" of type ${type} holds ${previewValue(text)}, which is not in that type's format.`;
}
