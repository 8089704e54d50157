import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { query, selectColumns } from "../src/index.ts";
import { collect } from "./collect.ts";
import { nestedContracts } from "./nested-contracts.ts";
import { rowsOnTrino } from "./rows-on-trino.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();
const TRINO = testServer("CLOUDAPI_TEST_TRINO");

describe("the law of nested types", () => {
  it("holds: what is written as Parquet and queried is what was there", {
    timeout: 120_000,
  }, async () => {
    for (const { dataset, rows } of nestedContracts(propertyRuns(30), 40, 20_250_115)) {
      await lake.load(dataset, rows, dataset.name);
      const sql = `SELECT ${selectColumns(dataset, { from: "t" })} FROM ${dataset.name} t ORDER BY id`;
      const found = query(lake.athena, { sql, ...lake.place, schema: dataset }, lake.options);
      expect(await collect(found)).toEqual(rows);
    }
  });

  it.skipIf(TRINO === undefined)(
    "holds on Trino (CLOUDAPI_TEST_TRINO)",
    { timeout: 240_000 },
    async () => {
      for (const { dataset, rows } of nestedContracts(propertyRuns(8), 15, 20_250_116)) {
        expect(await rowsOnTrino(TRINO ?? "", dataset, rows)).toEqual(rows);
      }
    },
  );
});
