import { afterAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { nestedStatements } from "./athena/nested-statements.ts";
import { openSqlRunner } from "./athena/run-sql.ts";
import type { Answer } from "./athena/trino-answer.ts";
import { askTrino } from "./athena/trino-answer.ts";

const TRINO = testServer("CLOUDAPI_TEST_TRINO");
const runner = openSqlRunner();
afterAll(() => runner.close());

/** Rows come in any order. */
function inTextOrder(answer: Answer): Answer {
  return "error" in answer
    ? answer
    : { ...answer, rows: answer.rows.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) };
}

describe.skipIf(TRINO === undefined)("generated statements on arrays, maps and rows", () => {
  it("are answered as Trino answers them (CLOUDAPI_TEST_TRINO)", { timeout: 300_000 }, async () => {
    for (const sql of nestedStatements(propertyRuns(150), 20_250_115)) {
      const [ours, theirs] = [await runner.answer(sql), await askTrino(TRINO ?? "", sql)];
      expect({ sql, ...inTextOrder(ours) }).toEqual({ sql, ...inTextOrder(theirs) });
    }
  });
});
