import * as fc from "fast-check";
import { BSON } from "mongodb";

const { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long } = BSON;
const { MaxKey, MinKey, ObjectId, Timestamp, UUID } = BSON;

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const objectIds = bytes(12).map((each) => new ObjectId(each));
const texts = fc.string({ unit: "grapheme", maxLength: 8 });
const numerals = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
    fc.integer({ min: -40, max: 40 }),
  )
  .map(([digits, exponent]) => `${digits}E${exponent}`);

/** Values of every BSON type that is neither a document nor an array, as the driver hands them out unpromoted. */
export const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  double: fc.oneof(fc.double(), fc.integer(), fc.constant(-0)).map((each) => new Double(each)),
  string: texts,
  binData: fc
    .tuple(fc.uint8Array({ maxLength: 6 }), fc.constantFrom(0, 5, 128))
    .map(([each, subtype]) => new Binary(each, subtype)),
  uuid: bytes(16).map((each) => new UUID(each)),
  objectId: objectIds,
  bool: fc.boolean(),
  date: fc.date({ noInvalidDate: true }),
  null: fc.constant(null),
  regex: fc
    .tuple(fc.constantFrom("a/b", "^x$", "é"), fc.constantFrom("", "i", "msx"))
    .map(([pattern, flags]) => new BSONRegExp(pattern, flags)),
  javascript: texts.map((each) => new Code(each)),
  javascriptWithScope: texts.map((each) => new Code(each, { x: new Int32(1) })),
  symbol: texts.map((each) => new BSONSymbol(each)),
  int: fc.integer().map((each) => new Int32(each)),
  timestamp: fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    .map(([t, i]) => new Timestamp({ t, i })),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((each) => Long.fromBigInt(each)),
  decimal: fc
    .oneof(numerals, fc.constantFrom("NaN", "Infinity", "-Infinity", "1.10", "0E-5"))
    .map((each) => Decimal128.fromString(each)),
  minKey: fc.constant(new MinKey()),
  maxKey: fc.constant(new MaxKey()),
  dbRef: objectIds.map((each) => new DBRef("others", each)),
};

const NAMES = ["a", "b", "B", "a b", "é", "1", "toString", "__proto__", "x.y", "_bsontype2"];
const names = fc.constantFrom(...NAMES);

/** Values of any BSON type. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    ...Object.values(SCALARS),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(names, tie("value")), { maxLength: 3 })
      .map((each): unknown => Object.fromEntries(each)),
  ),
})).value;

/** Documents whose fields have one type each, or several. */
export const documents = fc
  .dictionary(names, fc.constantFrom(anyValue, ...Object.values(SCALARS)), { maxKeys: 6 })
  .chain((fields) =>
    fc.array(fc.record(fields, { requiredKeys: [] }), { minLength: 1, maxLength: 8 }),
  )
  .map((all) => all.map((each, index) => ({ _id: new Int32(index), ...each })));
