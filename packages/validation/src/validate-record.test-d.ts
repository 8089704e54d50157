import { apiLogs, defineDataset } from "@cloudapi/core";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import { validateCsv } from "./validate-csv.ts";
import { validateJson } from "./validate-json.ts";
import { validateRecord } from "./validate-record.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({ id: z.int64(), note: z.string().nullable(), quantity: z.int32().default(1) }),
});

interface Order {
  id: bigint;
  note: string | null;
  quantity: number;
}

describe("rows have the type of the contract", () => {
  it("of one record", () => {
    const result = validateRecord(orders, {});
    if (result.valid) expectTypeOf(result.value).toEqualTypeOf<Order>();
    else expectTypeOf(result.issues[0]?.code).toEqualTypeOf<string | undefined>();
  });

  it("of each record of a file", () => {
    void validateJson(orders, "", { onRecord: (row) => expectTypeOf(row).toEqualTypeOf<Order>() });
    void validateCsv(apiLogs, "", {
      onRecord: (row) => expectTypeOf(row.response_time_ms).toEqualTypeOf<number | undefined>(),
    });
  });

  it("and options are known by name", () => {
    expectTypeOf(validateJson<typeof orders.schema>)
      .parameter(2)
      .exclude<undefined>()
      .not.toHaveProperty("delimiter");
    expectTypeOf(validateCsv<typeof orders.schema>)
      .parameter(2)
      .exclude<undefined>()
      .toHaveProperty("delimiter");
  });
});
