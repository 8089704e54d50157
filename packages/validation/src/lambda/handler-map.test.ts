import { Readable } from "node:stream";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { awsError, fakeS3 } from "../../../../scripts/lib/fake-aws.ts";
import { explode, type RecordMap } from "../index.ts";
import { createValidationHandler } from "./create-validation-handler.ts";
import { readHandlerOptions } from "./read-handler-options.ts";
import type { Verdict } from "./verdict/verdict.ts";

const schema = z.object({ order_id: z.string(), sku: z.string() });
const items = defineDataset({ name: "items", schema }) as unknown as Dataset;
const EVENT = {
  Records: [
    {
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "raw" }, object: { key: "a.ndjson", eTag: "e", sequencer: "1" } },
    },
  ],
};
const ORDER = '{"order_id":"A","items":[{"sku":"x"},{"sku":5}]}';

function s3With(body: string) {
  return fakeS3(({ name, input }) => {
    if (name.startsWith("List")) throw awsError("AccessDenied", 403);
    if (name !== "GetObject") return { ETag: '"1"' };
    if (input["Bucket"] === "raw") return { Body: Readable.from([Buffer.from(body)]), ETag: '"e"' };
    throw awsError("NoSuchKey", 404);
  });
}

it("judges the rows that a map makes of records, and keeps the records' own text", async () => {
  const { s3, requests } = s3With(`${ORDER}\n{"order_id":"B","items":[]}\n`);
  const sources: unknown[] = [];
  const toItems = explode("items");
  const handler = createValidationHandler({
    dataset: items,
    s3,
    quarantine: { bucket: "lake" },
    logger: false,
    map: (record, place) => {
      sources.push(place.source);
      return toItems(record, place);
    },
  });
  const result = await handler(EVENT);
  const [outcome] = "objects" in result ? result.objects : [];
  const { verdict } = outcome as unknown as { verdict: Verdict };
  expect(verdict).toMatchObject({
    passed: false,
    rowsIn: 2,
    rowsFiltered: 1,
    rowsAdded: 1,
    rowsValid: 1,
    rowsRejected: 1,
    rejections: [{ line: 1, item: 2 }],
  });
  expect(sources).toEqual(["s3://raw/a.ndjson", "s3://raw/a.ndjson"]);
  const kept = requests.filter(({ name }) => name === "PutObject")[0];
  expect(JSON.parse(String(kept?.input["Body"]))).toMatchObject({ item: 2, raw: ORDER });
});

it("judges anew under another map, another version of one, or other aliases", () => {
  const { s3 } = s3With("");
  const hash = (options: object, dataset = items) =>
    readHandlerOptions({ dataset, s3, logger: false, ...options }).rulesHash;
  const map: RecordMap = (record) => record;
  const timed = defineDataset({
    name: "items",
    schema: schema.extend({ at: z.iso.datetime({ offset: true }) }),
  }) as unknown as Dataset;
  const hashes = [
    hash({}),
    hash({ map }),
    hash({ map, mapVersion: "2" }),
    hash({ map: (record: object) => [record] }),
    hash({ map: explode("items") }),
    hash({ map: explode("lines") }),
    hash({ timestamps: { at: "epoch_s" } }, timed),
    hash({ timestamps: { at: "epoch_ms" } }, timed),
    hash({}, defineDataset({ name: "items", schema, alias: { sku: "SKU" } }) as unknown as Dataset),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hash({ map: explode("items") })).toBe(hash({ map: explode("items") }));
});
