import { checkOptionNames } from "@cloudapi/core/internal";
import { RedshiftError } from "../errors/redshift-error.ts";
import type { TransactionInput, WarehouseLimits, WarehouseOptions } from "./warehouse.ts";

/**
 * Refuse what Redshift would refuse, before anything is sent.
 *
 * @throws {RedshiftError} `STATEMENT_TOO_LONG`, `TOO_MANY_STATEMENTS`
 * @throws {TypeError} for what are no statements
 */
export function checkTransaction(
  { statements, resultOf }: TransactionInput,
  limits: WarehouseLimits,
): void {
  if (!Array.isArray(statements) || statements.length === 0)
    throw new TypeError("transaction: statements must be a list of at least one statement.");
  if (resultOf !== undefined && statements[resultOf] === undefined)
    throw new RangeError(
      `transaction: resultOf must be the place of a statement, not ${resultOf}.`,
    );
  if (statements.length > limits.statements)
    throw new RedshiftError(
      "TOO_MANY_STATEMENTS",
      `A transaction of ${statements.length} statements: the Data API takes ${limits.statements}. Load fewer files or partitions at once, or connect with pg.`,
    );
  for (const sql of statements as readonly string[]) checkStatement(sql, limits);
}

/** @throws {RedshiftError} `STATEMENT_TOO_LONG` */
export function checkStatement(sql: string, { statementBytes }: WarehouseLimits): void {
  if (typeof sql !== "string" || sql.trim() === "")
    throw new TypeError("A statement must be text that is not empty.");
  const bytes = Buffer.byteLength(sql);
  if (bytes > statementBytes)
    throw new RedshiftError(
      "STATEMENT_TOO_LONG",
      `A statement of ${bytes} bytes: Redshift takes ${statementBytes} here. It begins with ${sql.slice(0, 80)}`,
    );
}

/** Check the options of a call. */
export function checkCallOptions(what: string, options: WarehouseOptions): void {
  checkOptionNames(what, options, ["signal"]);
  options.signal?.throwIfAborted();
}
