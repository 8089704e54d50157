import { apiLogs } from "@cloudapi/core";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { logRows, readRows } from "../../test/support/logs.ts";
import { COMPRESSORS } from "../../test/support/unzstd.ts";
import { memorySink, toParquet, transform, writeRows } from "../index.ts";
import { readCompression } from "./compression.ts";

const rows = logRows(5_000);

function codecs(bytes: Uint8Array): unknown[] {
  const { row_groups } = parquetMetadata(bytes.slice().buffer);
  return [
    ...new Set(row_groups.flatMap(({ columns }) => columns.map((each) => each.meta_data?.codec))),
  ];
}

it("writes zstd where it is asked to, and Snappy otherwise: the same rows in fewer bytes", async () => {
  const [snappy, zstd] = [
    toParquet(apiLogs, rows),
    toParquet(apiLogs, rows, { compression: "zstd" }),
  ];
  expect([codecs(snappy), codecs(zstd)]).toEqual([["SNAPPY"], ["ZSTD"]]);
  expect(zstd.length).toBeLessThan(snappy.length * 0.8);
  const read = (bytes: Uint8Array) =>
    parquetReadObjects({ file: bytes.slice().buffer, compressors: COMPRESSORS });
  expect(await read(zstd)).toEqual(await read(snappy));
});

it.each(["transform", "writeRows"] as const)("is an option of %s", async (name) => {
  const sink = memorySink();
  const options = { sourceId: "a", compression: "zstd" } as const;
  if (name === "transform")
    await transform(apiLogs, rows.map((row) => JSON.stringify(row)).join("\n"), sink, options);
  else await writeRows(apiLogs, [rows as never], sink, options);
  const files = [...sink.objects].filter(([key]) => key.endsWith(".parquet"));
  expect(files.flatMap(([, bytes]) => codecs(bytes))).toEqual(["ZSTD", "ZSTD", "ZSTD"]);
  expect(await readRows(sink)).toHaveLength(rows.length);
});

it("refuses other compressions, and other options", () => {
  expect(() => toParquet(apiLogs, [], { compression: "gzip" as never })).toThrow(
    new TypeError("toParquet: compression must be snappy or zstd, not 'gzip'."),
  );
  expect(() => toParquet(apiLogs, [], { compress: "zstd" } as never)).toThrow(
    'unknown option "compress"',
  );
});

it("says which Node is needed where there is no zstd", () => {
  expect(readCompression("transform", undefined, undefined)).toBe("snappy");
  expect(() => readCompression("transform", "zstd", {})).toThrow(
    `transform: compression "zstd" needs Node 22.15, 23.8 or later; this is ${process.version}.`,
  );
});
