import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { nestedCases } from "../../test/support/nested-cases.ts";
import { nestedContract } from "../../test/support/nested-contract.ts";
import { asReadByHyparquet, readNested } from "../../test/support/read-nested.ts";
import { toParquet } from "./to-parquet.ts";

it("writes what is read back as the same rows, for generated nested contracts", async () => {
  for (const { columns, rows } of nestedCases(propertyRuns(30), 20, 5)) {
    const dataset = nestedContract(columns);
    expect(dataset.columns).toEqual(columns);
    const bytes = toParquet(dataset, rows);
    expect(await readNested({ columns }, bytes)).toEqual(asReadByHyparquet({ columns, rows }));
  }
});

it("takes a Map of z.map, and a record of z.record", async () => {
  const dataset = defineDataset({
    name: "maps",
    schema: z.object({
      by_map: z.map(z.string(), z.array(z.int32())),
      by_record: z.record(z.string(), z.int32().nullable()),
    }),
  });
  const bytes = toParquet(dataset, [
    { by_map: new Map([["a", [1, 2]]]), by_record: { b: 3, c: null } },
    { by_map: new Map(), by_record: {} },
  ]);
  expect(await readNested(dataset, bytes)).toEqual([
    {
      by_map: [["a", [1, 2]]],
      by_record: [
        ["b", 3],
        ["c", null],
      ],
    },
    { by_map: [], by_record: [] },
  ]);
});
