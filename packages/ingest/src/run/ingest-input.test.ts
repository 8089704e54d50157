import { apiLogs } from "@cloudapi/core";
import { memorySink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { fakeSource } from "../../test/support/fake-source.ts";
import { ndjsonTarget } from "../target/ndjson-target.ts";
import { parquetTarget } from "../target/parquet-target.ts";
import { readInput } from "./ingest-input.ts";

const good = { source: fakeSource([]), target: parquetTarget(memorySink()) };

it.each([
  [{ surce: 1 }, "surce"],
  [{ source: undefined }, "source must be a mySqlSource, a postgresSource or a mongoSource"],
  [{ source: { ...fakeSource([]), name: "My Shop" } }, 'not "My Shop"'],
  [{ target: {} }, "target must be an ndjsonTarget"],
  [{ mode: "whole" }, "mode must be one of full, incremental, merge"],
  [{ target: ndjsonTarget(memorySink()), mode: "merge" }, "with a target of ndjson, not merge"],
  [{ tables: [] }, "leave it out for all tables"],
  [{ tables: "orders" }, "tables must be a list of names"],
  [{ datasets: { orders: 1 } }, "dataset"],
  [{ omitColumns: { orders: "total" } }, "omitColumns of orders must be a list of names"],
  [{ allowLoss: "orders.total" }, "allowLoss must be true, false or a list"],
  [{ cursors: { orders: { colum: "at" } } }, "colum"],
  [{ cursors: { orders: { column: "" } } }, "the cursor of orders: column must be the name"],
  [{ cursors: { orders: { column: "at", key: "id" } } }, "key must be a list of names"],
  [{ cursors: { orders: { column: "at", lagMs: -1 } } }, "a lag must be an integer of at least 0"],
])("an input that can't be is refused by what is wrong: %j", (wrong, message) => {
  expect(() => readInput({ ...good, ...wrong } as never, {})).toThrow(message);
});

it.each([
  [{ batchSize: 1 }, "batchSize"],
  [{ loadTime: "2025-01-15" }, "loadTime must be a Date"],
  [{ loadTime: new Date("no") }, "loadTime must be a Date"],
  [{ loadTime: new Date("+010000-01-01T00:00:00Z") }, "of the years 1970 to 9999"],
  [{ loadTime: new Date(-1) }, "of the years 1970 to 9999"],
  [{ batchBytes: 0 }, "batchBytes must be a positive integer, not 0"],
  [{ mergeBytes: 1.5 }, "mergeBytes must be a positive integer, not 1.5"],
  [{ maxObjects: 0 }, "maxObjects must be a positive integer, not 0"],
  [{ maxOpenPartitions: -1 }, "maxOpenPartitions must be a positive integer, not -1"],
])("an option that can't be is refused by what is wrong: %j", (wrong, message) => {
  expect(() => readInput(good, wrong as never)).toThrow(message);
});

it("has defaults for what is left out", () => {
  const datasets = { logs: apiLogs };
  expect(readInput({ ...good, datasets, allowLoss: ["a.b"] }, {})).toMatchObject({
    mode: "full",
    cursors: {},
    batchBytes: 262_144,
    mergeBytes: undefined,
  });
});
