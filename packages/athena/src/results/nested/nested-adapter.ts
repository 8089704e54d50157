import { type Column, formatDataType } from "@cloudapi/core";
import { previewValue } from "@cloudapi/records/internal";
import type * as z from "zod";
import { AthenaResultError } from "../../errors/athena-result-error.ts";
import type { ResultColumn } from "../cells-of-row.ts";
import type { AthenaValue } from "../convert-cell.ts";
import { isUnambiguous, readNestedText } from "./nested-text.ts";
import { nestedValue } from "./nested-value.ts";
import { type RawValue, readJsonText } from "./raw-value.ts";

/** A column of a result that is a struct, a list or a map in the contract. */
interface NestedColumn {
  readonly column: Column;
  readonly schema: z.core.$ZodType;
  readonly result: ResultColumn;
  readonly queryExecutionId: string;
}

/**
 * How the values of such a column become what the contract's checker takes: from JSON, or from Athena's text of the
 * value where that can mean one thing only.
 *
 * @throws {AthenaResultError} `AMBIGUOUS_RESULT_COLUMN`; and `UNREADABLE_RESULT_VALUE` from what is returned
 */
export function nestedAdapter(
  nested: NestedColumn,
): (value: AthenaValue, rowNumber: number) => unknown {
  const { column, schema, result } = nested;
  const { type } = column;
  const isJson = isJsonColumn(result);
  const isPrinted = /^(?:array|row|map|struct)/i.test(result.type);
  if (!isJson && !isPrinted) return (value) => value;
  if (isPrinted && !isUnambiguous(type)) throw ambiguous(nested);
  const read = (text: string) => (isJson ? readJsonText(text) : readNestedText(text, type));
  return (value, rowNumber) => {
    if (typeof value !== "string" || (isJson && value === "")) return null;
    const raw: RawValue | undefined = read(value);
    if (raw === undefined) throw unreadable(nested, rowNumber, value);
    return nestedValue(raw, type, schema);
  };
}

function isJsonColumn({ type }: ResultColumn): boolean {
  return /^(?:varchar|char|string|json)/i.test(type);
}

function ambiguous({ column, result, queryExecutionId }: NestedColumn): AthenaResultError {
  const { name } = result;
  return new AthenaResultError(
    "AMBIGUOUS_RESULT_COLUMN",
    `Column "${name}" of query ${queryExecutionId} is of type ${result.type}, and the contract has ${formatDataType(column.type)} for it, whose text as Athena prints it can mean several values: [a, b] is a list of two texts or of one. Select json_format(CAST("${name}" AS JSON)) AS "${name}" instead; selectColumns(dataset) writes the select list.`,
    { queryExecutionId, column: name },
  );
}

function unreadable(
  { column, result, queryExecutionId }: NestedColumn,
  rowNumber: number,
  text: string,
): AthenaResultError {
  const { name, type } = result;
  const wanted = formatDataType(column.type);
  const asJson = `select json_format(CAST("${name}" AS JSON)) AS "${name}"`;
  const reason = isJsonColumn(result)
    ? `which is not JSON, as text must be to be read as ${wanted}. If the table's column is an array, row or map, ${asJson}; if it is text, correct it where it was written.`
    : `which is not how Athena prints a value of ${wanted}, which the contract has: compare the table's type with it, or ${asJson}.`;
  return new AthenaResultError(
    "UNREADABLE_RESULT_VALUE",
    `Row ${rowNumber} of query ${queryExecutionId}: column "${name}" of type ${type} holds ${previewValue(text)}, ${reason}`,
    { queryExecutionId, rowNumber, column: name },
  );
}
