import { BSON } from "mongodb";
import { expect, it } from "vitest";
import { mongoColumn } from "../src/mongo/mongo-column.ts";
import { Observation } from "../src/mongo/observation.ts";
import { READ_AS_IS } from "../src/mongo/read-as-is.ts";
import { sectionOf, type ToldType, typeTable } from "./support/type-page.ts";

const { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long } = BSON;
const { MaxKey, MinKey, ObjectId, Timestamp, UUID } = BSON;

const id = (digit: string) => new ObjectId(digit.repeat(24));
const uuid = new UUID("00112233-4455-6677-8899-aabbccddeeff");

/** What a field of documents has, one value of each; `NOTHING` for a document without the field. */
const NOTHING = Symbol("nothing");
const SAMPLES: readonly (readonly [type: string, ...values: unknown[]])[] = [
  ["double", new Double(0.1), new Double(-1e300)],
  ["double with NaN or an infinity", new Double(0.1), new Double(NaN), new Double(Infinity)],
  ["int", new Int32(-(2 ** 31)), new Int32(2 ** 31 - 1)],
  ["long", Long.MIN_VALUE, Long.MAX_VALUE],
  ["int with long", new Int32(1), Long.MAX_VALUE],
  ["int with double", new Int32(1), new Double(0.5)],
  ["long beyond 2^53 with double", Long.MAX_VALUE, new Double(0.5)],
  ["decimal", Decimal128.fromString("1.10"), Decimal128.fromString("-99.999")],
  ["decimal with NaN or an infinity", Decimal128.fromString("1"), Decimal128.fromString("NaN")],
  ["decimal of more than 38 digits", Decimal128.fromString("1E-6000")],
  ["string", "", "ü"],
  ["bool", true, false],
  ["date", new Date("0001-01-01T00:00:00Z"), new Date("9999-12-31T23:59:59.999Z")],
  ["date before year 1 or after 9999", new Date(8.64e15), new Date(0)],
  ["objectId", id("a"), id("b")],
  ["binData, subtype 0", new Binary(new Uint8Array([1, 2]), 0)],
  [
    "binData of several subtypes",
    new Binary(new Uint8Array([1]), 0),
    new Binary(new Uint8Array([1]), 128),
  ],
  ["binData, subtype 4 (UUID)", uuid],
  ["timestamp", new Timestamp({ t: 1, i: 2 })],
  ["regex", new BSONRegExp("^a/b$", "i")],
  ["javascript", new Code("f()")],
  ["javascriptWithScope", new Code("f()", { x: new Int32(1) })],
  ["symbol", new BSONSymbol("s")],
  ["dbRef", new DBRef("others", id("c"))],
  ["minKey, maxKey", new MinKey(), new MaxKey()],
  ["object", { a: new Int32(1), b: "x" }, { a: new Int32(2), b: "y" }],
  ["array", [new Int32(1)], []],
  ["array of objects", [{ a: new Int32(1) }]],
  ["null, or no field", null, NOTHING, "x"],
  ["null alone", null],
  ["several types", "x", new Int32(1), id("d")],
];

function told([type, ...values]: (typeof SAMPLES)[number]): ToldType {
  const seen = new Observation();
  const documents = values.map((value) => (value === NOTHING ? {} : { value }));
  for (const [at, document] of documents.entries()) {
    const wire = BSON.deserialize(BSON.serialize(document), READ_AS_IS);
    seen.addFields(wire, String(at));
  }
  const field = seen.fields.get("value") ?? new Observation();
  return { type, ...mongoOf(field, documents.length) };
}

function mongoOf(field: Observation, documents: number): Omit<ToldType, "type"> {
  const { verdict, code, how } = mongoColumn("value", field, documents);
  return { verdict, code, how };
}

it("tells of every type as the page of types does", async () => {
  const table = typeTable(SAMPLES.map(told));
  expect(await sectionOf("MongoDB", table)).toBe(table);
});

it("has no type of MongoDB that is lossy or refused", () => {
  const verdicts = new Set(SAMPLES.map((each) => told(each).verdict));
  expect([...verdicts].toSorted()).toEqual(["converted", "exact"]);
});
