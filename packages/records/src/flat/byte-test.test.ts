import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { byteTest, textRule } from "./byte-test.ts";

const octet = fc.oneof(
  fc.nat({ max: 300 }).map(String),
  fc.constantFrom("", "0", "00", "01", "010", "255", "256", "1a", "-1", "1.1"),
);
const uuid = fc
  .tuple(fc.uuid(), fc.constantFrom("", "", "0", "-", "g"), fc.nat({ max: 36 }), fc.boolean())
  .map(([text, odd, at, isUpper]) => {
    const changed = text.slice(0, at) + odd + text.slice(at + odd.length);
    return isUpper ? changed.toUpperCase() : changed;
  });
/** Addresses of the web and of people, in which a piece may be another. */
const piece = fc.constantFrom(
  ..."http:// https:// HTTP:// ftp:// a b1 example com co.uk xn--a a--b -a a- 1 1.2 0x1 . .. : :80 :99999 / ? # @ ' + _ - [::1] %41 %".split(
    " ",
  ),
  "\\",
  "é",
  " ",
  "\t",
);
const address = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.emailAddress(),
  fc
    .tuple(fc.constantFrom("https://", "http://"), fc.array(piece, { maxLength: 6 }))
    .map((parts) => parts.flat().join("")),
  fc
    .tuple(fc.array(piece, { maxLength: 3 }), fc.array(piece, { maxLength: 4 }))
    .map((parts) => parts.map((side) => side.join("")).join("@")),
);
const code = fc.oneof(
  fc.stringMatching(/^[A-Z]{1,4}-\d{3,6}$/),
  fc.stringMatching(/^\+?\d{5,17}$/),
  fc.stringMatching(/^[0-9A-Za-z_-]{19,28}$/),
  fc.stringMatching(/^[a-c]*\.?[0-9]*$/),
);
const text = fc.oneof(
  address,
  code,
  fc.tuple(octet, octet, octet, octet).map((parts) => parts.join(".")),
  fc.array(octet, { maxLength: 6 }).map((parts) => parts.join(".")),
  uuid,
  fc.stringMatching(/^[ -!#-[\]-~]{0,12}$/),
  fc.constantFrom("", "/", "/api", "a.json", ".json", "::1", "\u007f"),
  fc.constantFrom("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
);

function saidOf(schema: z.core.$ZodType, value: string, before = 0): boolean {
  const bytes = Buffer.from(`${"x".repeat(before)}${value}"1.1.1.1`);
  return byteTest(schema)?.(bytes, before, before + value.length) === true;
}

describe.each([
  ["any text", z.string(), ["", "a"]],
  ["a text that may lack", z.string().min(1).nullish(), ["a"]],
  ["a length", z.string().min(3).max(8), ["abc", "abcdefgh"]],
  ["a beginning", z.string().startsWith("/"), ["/", "/api"]],
  ["an end", z.string().endsWith(".json").max(9), [".json", "a.json"]],
  ["a beginning and an end", z.string().startsWith("/").endsWith("/"), ["/", "/a/"]],
  ["an address", z.ipv4(), ["0.0.0.0", "1.22.199.255"]],
  ["an address or another", z.union([z.ipv4(), z.ipv6()]), ["10.0.0.1"]],
  ["a UUID", z.uuid().optional(), ["123e4567-e89b-12D3-a456-426614174000"]],
  ["an URL", z.url(), ["https://a.example.com:8080/p?q=1#f", "http://localhost", "http://a/%"]],
  ["an e-mail address", z.email(), ["a@b.co", "o'neil.jr+x@mail.example-1.com", "_@1.2.ab"]],
  ["a code", z.string().regex(/^[A-Z]{2,3}-\d{4,}$/u), ["AB-1234", "ABC-123456"]],
  ["a version", z.string().regex(/^[a-c]*\.?[0-9]*$/), ["", "a.1", "abc", ".", "7"]],
  ["an ULID", z.ulid(), ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]],
  ["an id of another kind", z.union([z.nanoid(), z.ksuid()]), ["V1StGXR8_Z5jdHi6B-myT"]],
  ["a number of a telephone", z.e164(), ["+491701234567"]],
])("of %s", (_, schema, right) => {
  it("says yes to no text but those that the schema takes and leaves as they are", () => {
    fc.assert(
      fc.property(text, fc.nat({ max: 3 }), (value, before) => {
        const isRight = schema.safeParse(value).data === value;
        expect([value, saidOf(schema, value, before) && !isRight]).toEqual([value, false]);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it("says yes to the usual ones", () => {
    expect(right.filter((value) => !saidOf(schema, value))).toEqual([]);
  });
});

it.each([
  ["a pattern", z.string().regex(/^a/)],
  ["a choice in a pattern", z.string().regex(/^(?:a|b)$/)],
  ["a pattern of which a byte does not tell where it is", z.string().regex(/^a*ab$/)],
  ["a pattern without case", z.string().regex(/^a$/i)],
  ["a pattern that looks ahead", z.string().regex(/^(?=a)a$/)],
  ["a lazy pattern", z.string().regex(/^a+?$/)],
  ["an URL of some hosts", z.url({ hostname: /^a$/ })],
  ["an URL that is changed", z.url({ normalize: true })],
  ["a choice", z.enum(["a", "b"])],
  ["a text that is changed", z.string().trim()],
  ["a check of the contract's own", z.string().refine((value) => value !== "x")],
  [
    "a check around it",
    z
      .string()
      .optional()
      .refine((value) => value !== "x"),
  ],
  ["text made of other values", z.coerce.string()],
  ["a length that is no number", z.string().min(Number.NaN)],
  ["a beginning outside ASCII", z.string().startsWith("ä")],
  ["a union that begins with something else", z.union([z.string().trim(), z.ipv4()])],
])("knows nothing of %s", (_, schema) => {
  expect(byteTest(schema)).toBeUndefined();
});

it("has whole numbers as lengths, whatever numbers the bounds are", () => {
  const { fewest, most } = textRule(z.string().min(1.5).max(4.5)) ?? {};
  expect({ fewest, most }).toEqual({ fewest: 2, most: 4 });
});
