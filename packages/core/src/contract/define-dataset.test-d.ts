import { expectTypeOf, it } from "vitest";
import * as z from "zod";
import { apiLogs } from "../api-logs/api-logs.ts";
import type { Dataset, DatasetInput, Row } from "./dataset.ts";
import { defineDataset } from "./define-dataset.ts";

it("derives the row from the schema", () => {
  expectTypeOf<Row<typeof apiLogs>["status_code"]>().toEqualTypeOf<number>();
  expectTypeOf<Row<typeof apiLogs>["user_id"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Row<typeof apiLogs>["method"]>().toEqualTypeOf<
    | "GET"
    | "POST"
    | "PUT"
    | "PATCH"
    | "DELETE"
    | "HEAD"
    | "OPTIONS"
    | "TRACE"
    | "CONNECT"
    | undefined
  >();
});

it("keeps bigint for int64", () => {
  const dataset = defineDataset({
    name: "t",
    schema: z.object({ id: z.int64(), note: z.string().nullable() }),
  });
  expectTypeOf<Row<typeof dataset>>().toEqualTypeOf<{ id: bigint; note: string | null }>();
});

it("takes only a column's name as event time", () => {
  const schema = z.object({ at: z.iso.datetime({ offset: true }) });
  expectTypeOf<DatasetInput<typeof schema>["eventTime"]>().toEqualTypeOf<"at" | undefined>();
});

it("is a dataset of any schema", () => {
  expectTypeOf(apiLogs).toExtend<Dataset>();
});
