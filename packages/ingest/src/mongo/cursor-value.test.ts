import { BSON } from "mongodb";
import { expect, it } from "vitest";
import * as z from "zod";
import { convertTo } from "./convert.ts";
import { wireValue } from "./cursor-value.ts";
import type { MongoColumn } from "./mongo-column.ts";
import type { Shape } from "./shape.ts";

function columnOf(shape: Shape): MongoColumn {
  return {
    name: "at",
    nativeType: "int | string",
    nullable: false,
    verdict: "exact",
    how: "as it is",
    schema: z.unknown(),
    code: "z.unknown()",
    shape,
  };
}

const { Decimal128, Double, Int32, Long, ObjectId } = BSON;
const OF: readonly { readonly shape: Shape; readonly value: unknown }[] = [
  { shape: { kind: "string" }, value: "a" },
  { shape: { kind: "boolean" }, value: true },
  { shape: { kind: "int32" }, value: new Int32(-7) },
  { shape: { kind: "int64" }, value: Long.MAX_VALUE },
  { shape: { kind: "int64" }, value: new Int32(0) },
  { shape: { kind: "double" }, value: new Double(-0) },
  { shape: { kind: "double" }, value: new Double(1e21) },
  { shape: { kind: "double" }, value: new Double(Number.NaN) },
  { shape: { kind: "double" }, value: new Int32(5) },
  { shape: { kind: "decimal", precision: 38, scale: 2 }, value: Decimal128.fromString("1.50") },
  { shape: { kind: "number-text" }, value: new Double(1e21) },
  { shape: { kind: "time" }, value: new Date("2025-01-15T10:30:45.120Z") },
  { shape: { kind: "time" }, value: new Date("0001-01-01T00:00:00Z") },
  { shape: { kind: "objectId" }, value: new ObjectId("507f1f77bcf86cd799439011") },
  { shape: { kind: "json" }, value: new Double(5) },
  { shape: { kind: "json" }, value: new ObjectId("507f1f77bcf86cd799439011") },
  { shape: { kind: "json" }, value: "a" },
];

it("goes on from every place that a last document may have", () => {
  const wires = OF.map(({ shape, value }) => {
    const place = convertTo(shape)(value) as string;
    return wireValue(place, columnOf(shape), "orders");
  });
  expect(wires.map((wire) => wire !== undefined)).toEqual(OF.map(() => true));
});

it.each<{ readonly place: string | number; readonly now: Shape }>([
  { place: "abc", now: { kind: "int32" } },
  { place: "abc", now: { kind: "int64" } },
  { place: "abc", now: { kind: "double" } },
  { place: "abc", now: { kind: "boolean" } },
  { place: "abc", now: { kind: "time" } },
  { place: 5.5, now: { kind: "int64" } },
  { place: "abc", now: { kind: "decimal", precision: 38, scale: 0 } },
  { place: "abc", now: { kind: "objectId" } },
  { place: "507f1f77bcf86cd799439011", now: { kind: "json" } },
])("refuses to go on from $place in what is $now.kind now", ({ place, now }) => {
  expect(() => wireValue(place, columnOf(now), "orders")).toThrow(
    expect.objectContaining({
      code: "LOADED_OTHERWISE",
      message: expect.stringContaining(`up to the place ${place} of "at"`) as string,
    }) as Error,
  );
});
