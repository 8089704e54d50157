import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { BUCKET, useAthena } from "./athena/use-athena.ts";
import { RandomTable, randomOf } from "./iceberg/random-table.ts";
import { type TrinoOnCloud, trinoOnCloud } from "./iceberg/trino-on-cloud.ts";

const server = testServer("CLOUDAPI_TEST_TRINO_ICEBERG");
const test = useAthena();
let trino: TrinoOnCloud;

/** The error that a statement ends with in the embedded Athena, if it does. */
async function failureOfOurs(sql: string): Promise<string | undefined> {
  const { state, reason } = await test.run(sql);
  return state === "SUCCEEDED" ? undefined : reason?.split(":", 1).join("");
}

async function failureOfTheirs(sql: string): Promise<string | undefined> {
  const answer = await trino.ask(sql);
  return "error" in answer ? answer.error : undefined;
}

/** Rows as texts, in their order. */
function texts(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row.map((value) => value ?? null))).sort();
}

/** A MERGE of some values into the first column, which is a number. */
function mergeInto(table: string, column: string, random: () => number): string {
  const values = Array.from(
    { length: 4 },
    (_, i) => `(${Math.floor(random() * 10) + i * 10 - 20})`,
  );
  return `MERGE INTO ${table} AS t USING (VALUES ${values.join(", ")}) AS s(k) ON t.${column} = s.k
    WHEN MATCHED AND s.k > 5 THEN DELETE WHEN MATCHED THEN UPDATE SET ${column} = s.k - 3
    WHEN NOT MATCHED AND s.k < 15 THEN INSERT (${column}) VALUES (s.k)`;
}

describe.skipIf(server === undefined)("Iceberg tables that the embedded Athena writes", () => {
  beforeAll(async () => {
    trino = await trinoOnCloud(server ?? "", test.clientConfig);
  });
  afterAll(() => trino?.close());

  it.each([1, 2, 3, 4, 5, 6])(
    "have the rows that Trino's have after the same statements, and are read by Trino (%i)",
    { timeout: 300_000 },
    async (seed) => {
      const [ours, theirs] = [`ours_${seed}`, `theirs_${seed}`];
      const [mine, twin] = [new RandomTable(ours, seed), new RandomTable(theirs, seed)];
      const random = randomOf(seed);
      await trino.run(mine.create(`s3://${BUCKET}/${ours}`));
      await trino.run(twin.create(`s3://${BUCKET}/${theirs}`));
      for (let i = 0; i < 9; i++) {
        const [a, b] = i === 0 ? [mine.insert(), twin.insert()] : [mine.change(), twin.change()];
        // What the table is, is changed by Trino.
        const change = a.startsWith("ALTER") ? failureOfTheirs : failureOfOurs;
        expect([a, await change(a)]).toEqual([a, await failureOfTheirs(b)]);
      }
      const [[column = "c0"] = []] = await trino.run(`SHOW COLUMNS FROM ${ours}`);
      const value = Math.floor(random() * 1000);
      const [merge, merged] = [ours, theirs].map((table) =>
        mergeInto(table, String(column), randomOf(value)),
      );
      // Trino fails where a timestamp before 1970 is compared with a partition of days.
      const failure = await failureOfTheirs(merged ?? "");
      const isTold = failure !== "GENERIC_INTERNAL_ERROR";
      expect(isTold ? await failureOfOurs(merge ?? "") : failure).toBe(failure);
      const expected = texts(await trino.run(`SELECT * FROM ${theirs}`));
      expect(texts(await trino.run(`SELECT * FROM ${ours}`))).toEqual(expected);
      expect(texts(await test.rows(`SELECT * FROM ${ours}`))).toEqual(expected);
      // Bounds that are wrong would have rows passed over.
      for (let i = 0; i < 6; i++) {
        const condition = mine.condition();
        const [a, b] = [ours, theirs].map((table) => `SELECT * FROM ${table} WHERE ${condition}`);
        const answer = await trino.ask(b ?? "");
        const rows = "rows" in answer ? answer.rows : await trino.run(`SELECT * FROM ${theirs}`);
        const asked = "rows" in answer ? (a ?? "") : `SELECT * FROM ${ours}`;
        expect(texts(await trino.run(asked)), condition).toEqual(texts(rows));
      }
    },
  );
});
