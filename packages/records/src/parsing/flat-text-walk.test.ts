import { nestedTextWalk, planOfColumns } from "@cloudapi/core/internal";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { flatTextWalk } from "./flat-text-walk.ts";

const COLUMNS = [
  { name: "id", type: { kind: "int64" } },
  { name: "price", type: { kind: "decimal", precision: 38, scale: 4 } },
  { name: "ratio", type: { kind: "double" } },
  { name: "note", type: { kind: "string" } },
] as const;
const blank = fc.constantFrom("", " ", "\n\t");
const key = fc.constantFrom(
  "id",
  "price",
  "ratio",
  "note",
  "other",
  "i\\u0064",
  "__proto__",
  'a\\"b',
);
const number = fc.constantFrom(
  "1",
  "-0.5",
  "9007199254740993",
  "1e400",
  "0.1234567890123456789",
  "1E2",
);
const value = fc.oneof(
  number,
  fc.constantFrom("true", "null", '""', '"9007199254740993"', '"a\\":{,[\\\\"'),
  fc.tuple(key, number).map(([name, each]) => `{"${name}":${each},"${name}":[${each}]}`),
  number.map((each) => `[${each},{"id":${each}}]`),
);

it("does for flat columns what the walk through everything does", () => {
  const [flat, nested] = [flatTextWalk(COLUMNS), nestedTextWalk(planOfColumns(COLUMNS))];
  expect([flat.hasTexts, flat.hasDigits]).toEqual([nested.hasTexts, nested.hasDigits]);
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value, blank)), fc.nat(3), (fields, most) => {
      const inside = fields.map(
        ([name, each, space]) => `${space}"${name}"${space}:${space}${each}${space}`,
      );
      const text = `{${inside.join(",")}}`;
      const [one, other] = [JSON.parse(text) as object, JSON.parse(text) as object];
      expect(flat.walk(text, one, most)).toEqual(nested.walk(text, other, most));
      expect(one).toEqual(other);
    }),
    { numRuns: propertyRuns(1000) },
  );
});
