import { expectTypeOf, it } from "vitest";
import * as z from "zod";
import { apiLogs } from "../api-logs/api-logs.ts";
import { json } from "../types/json.ts";
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

it("partitions only by a column's name, in short or in full", () => {
  const schema = z.object({ at: z.iso.datetime({ offset: true }), tenant: z.string() });
  type By = NonNullable<NonNullable<DatasetInput<typeof schema>["partition"]>["by"]>[number];
  expectTypeOf<Extract<By, string>>().toEqualTypeOf<"at" | "tenant">();
  expectTypeOf<Exclude<By, string>["column"]>().toEqualTypeOf<"at" | "tenant">();
  defineDataset({ name: "t", schema, partition: { by: ["tenant"] } });
  // @ts-expect-error: no column has this name
  const wrong: DatasetInput<typeof schema>["partition"] = { by: ["tenent"] };
  expectTypeOf(wrong).not.toBeAny();
  // @ts-expect-error: a rule without columns needs a granularity
  const bare: DatasetInput<typeof schema>["partition"] = { layout: "hive" };
  expectTypeOf(bare).not.toBeAny();
});

it("takes other names of columns and of fields inside them, and of nothing else", () => {
  const schema = z.object({ at: z.string() });
  type Input = NonNullable<DatasetInput<typeof schema>["alias"]>;
  expectTypeOf<{ at: "time" }>().toExtend<Input>();
  expectTypeOf<{ at: ["time", "@timestamp"] }>().toExtend<Input>();
  expectTypeOf<{ "items[].price": "unit-price" }>().toExtend<Input>();
  expectTypeOf<{ at: 1 }>().not.toExtend<Input>();
  // @ts-expect-error not a column
  defineDataset({ name: "t", schema, alias: { ta: "time" } });
});

it("has nested values as zod gives them", () => {
  const dataset = defineDataset({
    name: "t",
    schema: z.object({
      items: z.array(z.object({ id: z.int64(), note: z.string().optional() })),
      tags: z.record(z.string(), z.number().nullable()),
      index: z.map(z.string(), z.int32()),
      at: z.tuple([z.number(), z.number()]),
      shape: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("circle"), radius: z.number() }),
        z.object({ kind: z.literal("box"), side: z.number().default(1) }),
      ]),
      raw: json(),
    }),
  });
  expectTypeOf<Row<typeof dataset>>().toEqualTypeOf<{
    items: { id: bigint; note?: string | undefined }[];
    tags: Record<string, number | null>;
    index: Map<string, number>;
    at: [number, number];
    shape: { kind: "circle"; radius: number } | { kind: "box"; side: number };
    raw: string;
  }>();
});

it("takes no value inside a column as event time", () => {
  const schema = z.object({ a: z.object({ at: z.iso.datetime({ offset: true }) }) });
  expectTypeOf<DatasetInput<typeof schema>["eventTime"]>().toEqualTypeOf<"a" | undefined>();
});
