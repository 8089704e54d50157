import { expect, it } from "vitest";
import * as z from "zod";
import { collect } from "../test/collect.ts";
import { queryScript, scriptedAthena } from "../test/scripted-athena.ts";
import { query } from "./query.ts";

const results = {
  body: {
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: [{ Name: "n", Type: "varchar" }] },
      Rows: [{ Data: [{ VarCharValue: "n" }] }, { Data: [{ VarCharValue: "" }] }],
    },
  },
};
const script = () =>
  queryScript([{ Status: { State: "SUCCEEDED" }, StatementType: "DML" }], {
    GetQueryResults: results,
  });

it("runs the query and gives its rows, typed", async () => {
  const { athena, calls } = scriptedAthena(script());
  const rows = await collect(
    query(
      athena,
      { sql: "SELECT '' AS n", workGroup: "w", schema: z.object({ n: z.string().nullable() }) },
      {
        poll: { initialDelayMs: 1 },
        emptyAsNull: true,
        pageSize: 7,
        signal: new AbortController().signal,
      },
    ),
  );
  expect(rows).toEqual([{ n: null }]);
  expect(calls[0]?.input).toMatchObject({ QueryString: "SELECT '' AS n", WorkGroup: "w" });
  expect(calls.at(-1)?.input).toEqual({ QueryExecutionId: "q-1", MaxResults: 7 });
});

it("does nothing until a row is asked for, and refuses unknown options then", async () => {
  const { athena, calls } = scriptedAthena(script());
  const rows = query(athena, { sql: "SELECT 1", limit: 5 } as { sql: string });
  expect(calls).toEqual([]);
  await expect(rows.next()).rejects.toThrow('unknown option "limit"');
});
