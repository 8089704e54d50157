import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { column, table } from "../../test/support/fake-source.ts";
import { planRows } from "./canonical-rows.ts";

const columns = ["ID", "photo", "tags"].map((name) => column({ name, schema: z.string() }));
const schema = z.object({ id: z.string(), photo: z.string(), tags: z.array(z.string()).nullish() });
const dataset = defineDataset({ name: "people", schema, alias: { id: ["ID"] } });
const forms = { bytes: "utf8-or-base64", omitColumns: [] } as const;
const bytes = (text: string) => new TextEncoder().encode(text);

it("a row has the dataset's names, and text for bytes, at any depth", () => {
  const { adapt, columns: asked } = planRows(table("people", columns, []), dataset, forms);
  expect(asked).toEqual(["ID", "photo", "tags"]);
  expect(
    adapt({ ID: "a", photo: Uint8Array.of(0xff, 0xd8), tags: [bytes("é"), { x: bytes("1") }] }),
  ).toEqual({ id: "a", photo: "/9g=", tags: ["é", { x: "1" }] });
});

it("a document keeps fields that the dataset has not, but for those left out", () => {
  const people = table("people", columns, [], { kind: "collection" });
  expect(planRows(people, dataset, forms).columns).toBeUndefined();
  const plan = planRows(people, dataset, { ...forms, omitColumns: ["tags"] });
  expect(plan.columns).toEqual(["ID", "photo"]);
  expect(plan.adapt({ ID: "a", more: [1] })).toEqual({ id: "a", more: [1] });
});

it("a column that the dataset requires and the table has not is named, with what there is", () => {
  const many = Array.from({ length: 25 }, (_, at) =>
    column({ name: `c${at}`, schema: z.string() }),
  );
  expect(() => planRows(table("people", many, []), dataset, forms)).toThrow(
    /requires the column "id", which table "people" has not.*c18, c19 and 5 more/,
  );
});
