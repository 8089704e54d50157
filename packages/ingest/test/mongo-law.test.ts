import * as fc from "fast-check";
import { BSON } from "mongodb";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { bsonKind } from "../src/mongo/bson-kind.ts";
import { convertTo } from "../src/mongo/convert.ts";
import { extendedJson } from "../src/mongo/extended-json.ts";
import { mongoColumn } from "../src/mongo/mongo-column.ts";
import { Observation } from "../src/mongo/observation.ts";
import { READ_AS_IS } from "../src/mongo/read-as-is.ts";
import { anyValue, documents, SCALARS } from "./bson-values.ts";

/** A document as it comes over the wire. */
function received<T extends object>(document: T): T {
  return BSON.deserialize(BSON.serialize(document), READ_AS_IS) as T;
}

it.each(Object.entries(SCALARS))("tells %s", (kind, values) => {
  fc.assert(
    fc.property(values, (value) => {
      expect(bsonKind(received({ value }).value)).toBe(kind);
    }),
  );
});

it("writes Extended JSON that the driver reads to the same value", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const wire = received({ value });
      const text = extendedJson(wire);
      const [ours, theirs] = [text, BSON.EJSON.stringify(wire, { relaxed: true })].map(
        (each): unknown => BSON.EJSON.parse(each, { relaxed: true }),
      );
      expect(BSON.EJSON.stringify(ours)).toEqual(BSON.EJSON.stringify(theirs));
      expect((): unknown => JSON.parse(text)).not.toThrow();
    }),
    { numRuns: propertyRuns(200) },
  );
});

it("writes every digit of a long, and tells a double from an integer", () => {
  const value = {
    l: BSON.Long.MAX_VALUE,
    d: new BSON.Double(5),
    i: new BSON.Int32(5),
    z: new BSON.Double(-0),
  };
  expect(extendedJson(received(value))).toBe('{"l":9223372036854775807,"d":5.0,"i":5,"z":-0.0}');
});

it("proposes columns that take every document of their sample", () => {
  fc.assert(
    fc.property(documents, (sample) => {
      const seen = new Observation();
      const wires = sample.map(received);
      for (const [index, wire] of wires.entries()) seen.addFields(wire, String(index));
      for (const [name, field] of seen.fields) {
        const column = mongoColumn(name, field, wires.length);
        const convert = convertTo(column.shape);
        for (const wire of wires) {
          const value = withText(convert(new Map<string, unknown>(Object.entries(wire)).get(name)));
          const checked = z.safeParse(z.nullable(column.schema), value);
          expect([name, column.code, value, checked.error?.issues]).toEqual([
            name,
            column.code,
            value,
            undefined,
          ]);
        }
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});

it("lets no value of another type pass for one of a column of text", () => {
  const others = Object.entries(SCALARS).filter(([kind]) => kind !== "null");
  fc.assert(
    fc.property(
      fc.constantFrom(...others),
      fc.constantFrom(...others),
      fc.nat(),
      ([kind, values], [other, strangers], seed) => {
        fc.pre(kind !== other && !(NUMBERS.has(kind) && NUMBERS.has(other)));
        const seen = new Observation();
        for (const value of fc.sample(values, { numRuns: 5, seed }))
          seen.addFields(received({ value }), "1");
        const column = mongoColumn("value", seen.fields.get("value") ?? new Observation(), 5);
        fc.pre(column.shape.kind !== "json");
        const [stranger] = fc
          .sample(strangers, { numRuns: 1, seed })
          .map((value) => received({ value }).value);
        const converted = withText(convertTo(column.shape)(stranger));
        expect([column.code, converted, z.safeParse(column.schema, converted).success]).toEqual([
          column.code,
          converted,
          false,
        ]);
      },
    ),
    { numRuns: propertyRuns(300) },
  );
});

const NUMBERS: ReadonlySet<string> = new Set(["int", "long", "double", "decimal"]);

/** Bytes are text by the time that they are checked. */
function withText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(withText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withText(each)]));
}
