import { quoteValue } from "@cloudapi/core/sql";
import type { Statement } from "../src/index.ts";

interface Answer {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** What a query gave. */
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
): Promise<TrinoResult> {
  const prepared = `q1=${encodeURIComponent(sql)}`;
  const execute = `EXECUTE q1 USING ${parameters.map((value) => quoteValue(value)).join(", ")}`;
  const headers = {
    "X-Trino-User": "test",
    "X-Trino-Catalog": "memory",
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
  for (;;) {
    const response = await fetch(url, init);
    if (response.ok) return (await response.json()) as Answer;
    const mayPass = response.status >= 502 && response.status <= 504;
    if (!mayPass) throw new Error(`Trino answered ${response.status}: ${await response.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
