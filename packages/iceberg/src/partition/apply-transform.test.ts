import { expect, it } from "vitest";
import type { IcebergValue } from "../values/iceberg-value.ts";
import { type PrimitiveType, parsePrimitive } from "../values/primitive-type.ts";
import { applyTransform } from "./apply-transform.ts";
import { parseTransform, type Transform } from "./transform.ts";

const micros = (text: string) => BigInt(Date.parse(text)) * 1000n;
const days = (text: string) => Date.parse(text) / 86_400_000;

function transformed(transform: string, type: string, value: IcebergValue | null) {
  return applyTransform(
    parseTransform(transform) as Transform,
    parsePrimitive(type) as PrimitiveType,
    value,
  );
}

it.each<[string, string, IcebergValue, IcebergValue | null]>([
  ["truncate[10]", "int", 1, 0],
  ["truncate[10]", "int", -1, -10],
  ["truncate[10]", "long", 1n, 0n],
  ["truncate[10]", "long", -1n, -10n],
  ["truncate[50]", "decimal(9, 2)", 1065n, 1050n],
  ["truncate[50]", "decimal(9, 2)", -1065n, -1100n],
  ["truncate[3]", "string", "iceberg", "ice"],
  ["truncate[3]", "string", "ab", "ab"],
  ["truncate[2]", "string", "\u{1F600}é\u{1F601}", "\u{1F600}é"],
  ["truncate[3]", "binary", Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(1, 2, 3)],
  ["year", "date", days("2017-12-01"), 47],
  ["month", "date", days("2017-12-01"), 575],
  ["day", "date", 17_501, 17_501],
  ["year", "date", -1, -1],
  ["month", "date", -1, -1],
  ["year", "timestamp", micros("2017-12-01T10:12:55.038Z"), 47],
  ["month", "timestamp", micros("2017-12-01T10:12:55.038Z"), 575],
  ["day", "timestamp", micros("2017-12-01T10:12:55.038Z"), 17_501],
  ["hour", "timestamp", micros("2017-12-01T10:12:55.038Z"), 420_034],
  ["hour", "timestamp", -1n, -1],
  ["day", "timestamptz", -1n, -1],
  ["day", "timestamp_ns", -1n, -1],
  ["year", "date", 2_147_483_647, 5_879_610],
  ["year", "date", -2_147_483_648, -5_879_611],
  ["void", "string", "a", null],
  ["identity", "string", "a", "a"],
])("%s of a %s: %s becomes %s", (transform, type, value, expected) => {
  expect(transformed(transform, type, value)).toEqual(expected);
});

it("leaves null as it is, and stays within the buckets", () => {
  for (const transform of ["identity", "bucket[3]", "truncate[3]", "year", "void"])
    expect(transformed(transform, "date", null)).toBeNull();
  const buckets = Array.from({ length: 100 }, (_, i) => transformed("bucket[7]", "int", i - 50));
  expect(new Set(buckets)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

it.each(["bucket", "bucket[0]", "bucket[-1]", "truncate[]", "zorder", "bucket[99999999999]", ""])(
  "knows no transform %j",
  (text) => expect(parseTransform(text)).toBeUndefined(),
);
