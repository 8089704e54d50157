import { type Dataset, defineDataset } from "@cloudapi/core";
import * as z from "zod";
import { KINDS, SLOW_KINDS, TIMES, type ValueKind } from "./flat-values.ts";
import type { RandomChoice } from "./random-choice.ts";

interface Field {
  readonly name: string;
  readonly token: ValueKind["token"];
  readonly schema: z.ZodType;
  readonly nulls: number;
}

/** Some are the beginning of others, and two come first in objects of JavaScript wherever they are written. */
const NAMES = ["a", "ab", "abc", "b", "1", "0", "A_b", "length", "then"] as const;
const EXTRAS =
  '"x":1 "x":{"a":1,"a":2} "x":[1,{"a":null}] "__proto__":1 "aba":"q" "":0 "constructor":{} "x":"\\ud800" "x":1e999'.split(
    " ",
  );
const NO_RECORDS = [
  "",
  " ",
  "[]",
  "{}",
  "null",
  "1",
  '"a"',
  "{",
  "}",
  "{}{}",
  "\u0000",
  "\uFEFF{}",
];
const ODD_BYTES = [
  0, 0xff, 0xc3, 0x80, 0x22, 0x5c, 0x20, 0x7f, 0x2c, 0x0d, 0x30, 0x2e, 0x2d, 0x6e, 0x7d,
];

function field(random: RandomChoice, name: string, { schema, token }: ValueKind): Field {
  const base = schema(random);
  const wrapped = [
    base,
    base.optional(),
    base.nullable(),
    base.nullish(),
    base.optional().readonly(),
  ];
  const wrap = random.below(wrapped.length);
  const nulls = wrap === 0 ? 0.01 : random.of([0, 0.02, 0.2, 1]);
  return { name, token, schema: wrapped[wrap] as z.ZodType, nulls };
}

/** A contract of one field or several, nested ones only where `kindOf` gives such. */
export function flatContract(
  random: RandomChoice,
  kindOf?: (random: RandomChoice) => ValueKind,
): { dataset: Dataset; fields: readonly Field[] } {
  const kinds = random.chance(0.9) ? KINDS : [...KINDS, ...SLOW_KINDS];
  const count = 1 + random.below(random.of([2, 4, NAMES.length]));
  const names = new Set(Array.from({ length: count }, () => random.of(NAMES)));
  const fields = [...names].map((name) =>
    field(random, name, kindOf?.(random) ?? random.of(kinds)),
  );
  if (random.chance(0.2)) {
    const schema = z.string().default("none");
    fields.push({ name: "d", token: () => '"some"', schema, nulls: 0.1 });
  }
  const isTimed = random.chance(0.6);
  if (isTimed) {
    const { schema, token } = random.of(TIMES);
    fields.push({ name: "at", token, schema: schema(random), nulls: 0.01 });
  }
  const shape = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));
  const partition = {
    granularity: random.of(["day", "month"] as const),
    layout: "hive",
    range: { from: "2000-01-01", to: "2030-01-01" },
  } as const;
  const dataset = defineDataset({
    name: "flat",
    schema: random.chance(0.15) ? z.strictObject(shape) : z.object(shape),
    ...(isTimed && { eventTime: "at" }),
    ...(isTimed && random.chance(0.7) && { partition }),
  });
  return { dataset: dataset as unknown as Dataset, fields };
}

/** The text of a file of JSON Lines: right ones, nearly right ones, and others. */
export function flatFile(random: RandomChoice, fields: readonly Field[]): Buffer {
  const oddValues = random.of([0, 0, 0.002, 0.02, 0.1, 0.5]);
  const oddLines = random.of([0, 0.01, 0.1, 0.6]);
  const end = random.of(["\n", "\n", "\r\n"]);
  const lines = Array.from({ length: random.of([1, 5, 40, 200, 400, 800]) }, () => {
    const pairs = pairsOf(random, fields, oddValues);
    const line = random.chance(oddLines) ? oddLine(random, pairs) : recordOf(pairs);
    return Buffer.concat([line, Buffer.from(random.chance(0.02) ? "\n\n" : end)]);
  });
  const whole = Buffer.concat([Buffer.from(random.chance(0.1) ? "\uFEFF" : ""), ...lines]);
  return random.chance(0.3) ? whole.subarray(0, -1) : whole;
}

function pairsOf(random: RandomChoice, fields: readonly Field[], odd: number): string[] {
  return fields.flatMap(({ name, token, nulls }) => {
    if (!random.chance(nulls)) return [`"${name}":${token(random, odd)}`];
    return random.chance(0.5) ? [] : [`"${name}":null`];
  });
}

function recordOf(pairs: readonly string[]): Buffer {
  return Buffer.from(`{${pairs.join(",")}}`);
}

function oddLine(random: RandomChoice, pairs: readonly string[]): Buffer {
  const record = recordOf(pairs);
  const space = () => random.of(["", "", " ", "\t", "\r"]);
  switch (random.below(11)) {
    case 0:
      return recordOf([...pairs].reverse());
    case 1:
      return recordOf(pairs.toSpliced(random.below(pairs.length + 1), 0, random.of(EXTRAS)));
    case 2:
      return recordOf([...pairs, random.of(pairs.length === 0 ? EXTRAS : pairs)]);
    case 3:
      return recordOf(
        pairs.map((pair) => `${space()}${pair.replace(":", `${space()}:${space()}`)}${space()}`),
      );
    case 4:
      return recordOf(pairs.map((pair) => pair.replace("a", "\\u0061")));
    case 5:
      return Buffer.from(random.of(NO_RECORDS));
    case 6:
      return Buffer.from(`${space()}${record.toString()}${space()}`);
    case 7:
      return Buffer.from(`${record.toString()}${random.of(["}", ",", " x", "{", '"', "\u0000"])}`);
    case 8:
      return recordOf([...pairs, `"long":"${"y".repeat(random.of([100, 5_000, 70_000]))}"`]);
    case 9:
      return record.subarray(0, random.below(record.length));
    default:
      record[random.below(record.length)] = random.of(ODD_BYTES);
      return record;
  }
}

/** Bytes in pieces, cut anywhere. */
export function inPieces(random: RandomChoice, bytes: Buffer): Buffer[] {
  const count = random.of([0, 1, 2, 10, 50]);
  const cuts = Array.from({ length: count }, () => random.below(bytes.length + 1));
  const places = [0, ...cuts.sort((a, b) => a - b)];
  return places.map((place, i) => bytes.subarray(place, places[i + 1] ?? bytes.length));
}
