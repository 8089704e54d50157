import { type Dataset, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { flatReaders, plainFlatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";

const FORMATS = defineDataset({
  name: "formats",
  schema: z.object({
    url: z.url().optional(),
    email: z.email().optional(),
    id: z.uuid().optional(),
    code: z
      .string()
      .regex(/^[A-Z]{2}-\d{3,5}$/)
      .optional(),
    ulid: z.ulid().optional(),
    address: z.ipv4().optional(),
  }),
}) as unknown as Dataset;

const RIGHT = {
  url: "https://shop.example.com:8443/items/17?page=2#top",
  email: "o'neil.jr+list@mail.example.com",
  id: "123e4567-e89b-12d3-a456-426614174000",
  code: "AB-1234",
  ulid: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  address: "10.255.0.1",
} as const;
type Name = keyof typeof RIGHT;
const NAMES = Object.keys(RIGHT) as Name[];

/** A text in which a few characters are others, or left out, or one more. */
const changed = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.nat({ max: 50 }),
    fc.nat({ max: 2 }),
    fc.constantFrom(
      "",
      "a",
      "G",
      "0",
      "9",
      ".",
      "-",
      ":",
      "/",
      "@",
      "'",
      " ",
      "é",
      "\\",
      "~",
      "::",
    ),
  )
  .map(([name, at, left, added]) => {
    const text: string = RIGHT[name];
    const place = at % (text.length + 1);
    const odd = text.slice(0, place) + added + text.slice(place + left);
    return { ...RIGHT, [name]: odd };
  });

/** Numbers of addresses, and what is nearly one. */
const numeral = fc.oneof(
  fc.nat({ max: 299 }).map(String),
  fc.constantFrom("", "00", "007", "255", "256", "1234", "a"),
);
const label = fc
  .array(fc.constantFrom("a", "Z", "9", "-", "_"), { minLength: 0, maxLength: 9 })
  .map((characters) => characters.join(""));
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 6 }), fc.constantFrom(".com", ".c", "", "."))
  .map(([labels, end]) => labels.join(".") + end);
/** Texts that are longer and shorter than vectors. */
const made = fc.record({
  url: host.map((name) => `http://${name}/`),
  email: fc.tuple(host, host).map(([local, domain]) => `${local}@${domain}`),
  address: fc.array(numeral, { minLength: 3, maxLength: 5 }).map((parts) => parts.join(".")),
});
const odd = fc.oneof(
  changed,
  fc.tuple(made, fc.constantFrom("url", "email", "address")).map(([texts, name]) => ({
    ...RIGHT,
    [name]: texts[name as keyof typeof texts],
  })),
);

const READERS = {
  "parser and checker": undefined,
  JavaScript: plainFlatReaders,
  WebAssembly: (plan: FlatPlan) => flatReaders(plan, 0),
} as const;

async function read(records: readonly object[], by: keyof typeof READERS) {
  const said: unknown[] = [];
  let taken = 0;
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  for await (const batch of checkedRecordsOf("test", FORMATS, text, {}, READERS[by]))
    for (const record of recordsInOrder(batch)) {
      if (record instanceof FlatRecord) taken++;
      said.push(record.valid ? record.value : record.issues);
    }
  return { said, taken };
}

it.each(["JavaScript", "WebAssembly"] as const)(
  "texts of formats fit by their bytes in %s as they do by zod",
  async (by) => {
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 100, maxLength: 200 }), async (lines) => {
        const records = [RIGHT, RIGHT, ...lines];
        const { said } = await read(records, by);
        expect(said).toEqual((await read(records, "parser and checker")).said);
      }),
      { numRuns: propertyRuns(20) },
    );
  },
  600_000,
);

it.each(["JavaScript", "WebAssembly"] as const)("usual ones are taken in %s", async (by) => {
  const records = Array.from({ length: 100 }, () => RIGHT);
  expect((await read(records, by)).taken).toBeGreaterThan(95);
});
