import { quoteValue, type SqlValue } from "@cloudapi/core/sql";
import { fetchTrino } from "./fetch-trino.ts";

interface Answer {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** A statement, and the values of its parameters. */
interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What a query gave; an integer that a number can't hold is a bigint. */
export interface TrinoResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Run a statement on a Trino server over its own protocol; parameters go the way Athena's execution parameters
 * go: as literals, to a prepared statement.
 */
export async function runOnTrino(
  endpoint: string,
  { sql, parameters }: Statement,
  catalog: "memory" | "hive" | "iceberg" | "lake" = "memory",
): Promise<TrinoResult> {
  const prepared = `q1=${encodeURIComponent(sql)}`;
  const execute = `EXECUTE q1 USING ${parameters.map((value) => quoteValue(value)).join(", ")}`;
  const headers = {
    "X-Trino-User": "test",
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": "default",
    "X-Trino-Time-Zone": "UTC",
    "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
    ...(parameters.length > 0 && { "X-Trino-Prepared-Statement": prepared }),
  };
  const body = parameters.length > 0 ? execute : sql;
  let answer = await ask(`${endpoint}/v1/statement`, { method: "POST", headers, body });
  const rows: (readonly unknown[])[] = [];
  let columns: TrinoResult["columns"] = [];
  for (;;) {
    if (answer.error !== undefined)
      throw new Error(`${answer.error.errorName}: ${answer.error.message}`);
    columns = answer.columns ?? columns;
    rows.push(...(answer.data ?? []));
    if (answer.nextUri === undefined) return { columns, rows };
    answer = await ask(answer.nextUri, { headers });
  }
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  return JSON.parse(await fetchTrino(url, init), exactInteger) as Answer;
}

function exactInteger(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  const isRounded =
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && /^-?\d+$/.test(source ?? "") ? BigInt(source ?? "") : value;
}
