import {
  type ColumnMetadata,
  type Field,
  GetStatementResultCommand,
} from "@aws-sdk/client-redshift-data";
import { RedshiftError } from "../errors/redshift-error.ts";
import { readCell } from "../warehouse/read-cell.ts";
import type { Cell, ResultColumn, ResultPage } from "../warehouse/warehouse.ts";
import type { DataApiTarget } from "./run-statements.ts";
import { sendPatiently } from "./send-patiently.ts";

/** The rows of a statement, page by page as the Data API gives them. */
export async function* resultPages(
  { client }: DataApiTarget,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ResultPage> {
  let columns: readonly ResultColumn[] | undefined;
  let token: string | undefined;
  do {
    const command = new GetStatementResultCommand({ Id: id, NextToken: token });
    const page = await sendPatiently(signal, (options) => client.send(command, options));
    columns ??= (page.ColumnMetadata ?? []).map(columnOf);
    const known = columns;
    const rows = (page.Records ?? []).map((record) =>
      record.map((field, i) => cellOf(field, known[i])),
    );
    yield { columns, rows };
    token = page.NextToken;
  } while (token !== undefined && token !== "");
}

function columnOf({ label, name, typeName }: ColumnMetadata): ResultColumn {
  return { name: label || name || "", type: (typeName ?? "varchar").toLowerCase() };
}

function cellOf(field: Field, column: ResultColumn | undefined): Cell {
  const { name = "", type = "varchar" } = column ?? {};
  if (field.isNull === true) return null;
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.doubleValue !== undefined) return Number(field.doubleValue);
  if (field.longValue !== undefined) return integerOf(field.longValue, name, type);
  if (field.blobValue !== undefined) return Buffer.from(field.blobValue).toString("hex");
  const text = field.stringValue ?? "";
  const cell = readCell(type, text);
  if (cell !== undefined) return cell;
  throw new RedshiftError(
    "UNREADABLE_RESULT",
    `Column ${name} has ${JSON.stringify(text.slice(0, 100))}, which is no ${type}.`,
  );
}

/** JSON has no integers beyond 2^53: what the SDK made of one may be another number. */
function integerOf(value: number | bigint, name: string, type: string): number | bigint {
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new RedshiftError(
      "INEXACT_INTEGER",
      `Column ${name} has an integer beyond 2^53, of which the Data API's clients lose the last digits. Select it as text: CAST(${name} AS varchar).`,
    );
  return type === "int8" ? BigInt(value) : Number(value);
}
