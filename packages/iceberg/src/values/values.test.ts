import { apiLogs, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { partitionTermsOf } from "../partition/partition-term.ts";
import { parseTransform, resultType, type Transform } from "../partition/transform.ts";
import { compareValues } from "./compare-values.ts";
import { type IcebergValue, icebergValue } from "./iceberg-value.ts";
import { formatPrimitive, type PrimitiveType, parsePrimitive } from "./primitive-type.ts";
import { bytesOfValue, fixedBigEndian, valueOfBytes } from "./single-value.ts";

const typeOf = (name: string) => parsePrimitive(name) as PrimitiveType;

// Appendix D of the specification, and what is at the edges.
it.each<[type: string, value: IcebergValue, hex: string]>([
  ["boolean", false, "00"],
  ["boolean", true, "01"],
  ["int", -2, "feffffff"],
  ["date", 17_486, "4e440000"],
  ["long", -(2n ** 63n), "0000000000000080"],
  ["time", 1n, "0100000000000000"],
  ["timestamp", 1_510_871_468_000_000n, "00c3262d215e0500"],
  ["float", 1.5, "0000c03f"],
  ["double", -1.5, "000000000000f8bf"],
  ["decimal(9, 2)", 1420n, "058c"],
  ["decimal(9, 2)", 0n, "00"],
  ["decimal(9, 2)", 128n, "0080"],
  ["decimal(9, 2)", -128n, "80"],
  ["decimal(9, 2)", -129n, "ff7f"],
  ["decimal(38, 0)", 10n ** 38n - 1n, "4b3b4ca85a86c47a098a223fffffffff"],
  ["string", "é\u{1F600}", "c3a9f09f9880"],
  ["binary", Uint8Array.of(0, 255), "00ff"],
])("the bytes of the %s %s are %s", (name, value, hex) => {
  const bytes = bytesOfValue(typeOf(name), value);
  expect(Buffer.from(bytes).toString("hex")).toBe(hex);
  expect(valueOfBytes(typeOf(name), bytes)).toEqual(value);
});

it("reads the bounds of a column that was widened, and none that are cut short", () => {
  const four = bytesOfValue({ kind: "int" }, -5);
  expect(valueOfBytes({ kind: "long" }, four)).toBe(-5n);
  expect(valueOfBytes({ kind: "double" }, bytesOfValue({ kind: "float" }, 0.5))).toBe(0.5);
  for (const type of [
    "boolean",
    "int",
    "long",
    "float",
    "double",
    "decimal(9, 2)",
    "uuid",
    "timestamp",
  ])
    expect(valueOfBytes(typeOf(type), new Uint8Array(0))).toBeUndefined();
});

it("keeps any decimal over its bytes, and over bytes of a length", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), (value) => {
      const type = typeOf("decimal(38, 0)");
      expect(valueOfBytes(type, bytesOfValue(type, value))).toBe(value);
      expect(valueOfBytes(type, fixedBigEndian(value, 17))).toBe(value);
    }),
  );
});

it.each(["boolean", "timestamptz_ns", "decimal(38, 10)", "fixed[16]"])(
  "reads the name %s",
  (name) => expect(formatPrimitive(typeOf(name))).toBe(name),
);

it.each(["decimal", "decimal(9)", "fixed", "int32", "", "geometry"])("knows no type %j", (name) =>
  expect(parsePrimitive(name)).toBeUndefined(),
);

it("orders text as its bytes are, and numbers as they are", () => {
  const texts = ["\u{1F600}", "\uFFFD", "a", "", "ab"];
  expect([...texts].sort(compareValues)).toEqual(["", "a", "ab", "\uFFFD", "\u{1F600}"]);
  expect([5n, -1n].sort(compareValues)).toEqual([-1n, 5n]);
  expect(compareValues(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(-1);
  expect([compareValues(true, false), compareValues(0.5, 0.5)]).toEqual([1, 0]);
});

it("takes the values of rows as Iceberg counts them", () => {
  expect(icebergValue({ kind: "int64" }, 5)).toBe(5n);
  expect(icebergValue({ kind: "date" }, "1969-12-31")).toBe(-1);
  expect(icebergValue({ kind: "timestamp" }, "1969-12-31T23:59:59.999Z")).toBe(-1000n);
  expect(icebergValue({ kind: "timestamp" }, 1)).toBe(1000n);
  expect(icebergValue({ kind: "decimal", precision: 9, scale: 2 }, "-14.20")).toBe(-1420n);
  expect(icebergValue({ kind: "float" }, 0.1)).toBe(Math.fround(0.1));
  expect(Object.is(icebergValue({ kind: "double" }, -0), 0)).toBe(true);
  expect(icebergValue({ kind: "json" }, "{}")).toBe("{}");
  expect(icebergValue({ kind: "string" }, undefined)).toBeNull();
  expect(() => icebergValue({ kind: "timestamp" }, "soon")).toThrow("was given");
});

it("partitions as the contract does", () => {
  const visits = defineDataset({
    name: "visits",
    schema: z.object({ tenant: z.enum(["a", "b"]), at: z.iso.datetime(), page: z.string() }),
    eventTime: "at",
    partition: { by: ["tenant"], granularity: "hour" },
  });
  expect(partitionTermsOf(visits)).toEqual([
    { column: "tenant" },
    { column: "at", transform: "hour" },
  ]);
  expect(partitionTermsOf(apiLogs)).toEqual([{ column: "timestamp", transform: "day" }]);
  expect(partitionTermsOf({ partition: undefined, eventTime: undefined })).toEqual([]);
});

it.each([
  ["identity", "string", "string"],
  ["bucket[4]", "string", "int"],
  ["truncate[4]", "decimal(9, 2)", "decimal(9, 2)"],
  ["day", "timestamp", "date"],
  ["hour", "timestamp", "int"],
  ["void", "long", "long"],
])("%s of a %s is a %s", (transform, source, result) =>
  expect(formatPrimitive(resultType(parseTransform(transform) as Transform, typeOf(source)))).toBe(
    result,
  ),
);
