import { expect, it } from "vitest";
import * as z from "zod";
import { defineDataset } from "../contract/define-dataset.ts";
import { nestedCodec } from "../nested/nested-field.ts";
import { JsonText } from "../values/json-text.ts";
import { json } from "./json.ts";

const codec = nestedCodec(json({ maxBytes: 40 }));

it("is a column of its own type, whatever is made of the schema", () => {
  const schema = z.object({ a: json(), b: json().min(2).optional(), c: json().default("{}") });
  expect(defineDataset({ name: "t", schema }).columns).toEqual([
    { name: "a", type: { kind: "json" }, nullable: false },
    { name: "b", type: { kind: "json" }, nullable: true },
    { name: "c", type: { kind: "json" }, nullable: false },
  ]);
});

it("says what is wrong with a text", () => {
  const messages = ["{a:1}", `"${"ä".repeat(20)}"`].map(
    (text) => json({ maxBytes: 40 }).safeParse(text).error?.issues[0]?.message,
  );
  expect(messages).toEqual(["expected JSON text", "expected JSON text of at most 40 bytes"]);
});

it("refuses a default that is no JSON text", () => {
  const define = () => defineDataset({ name: "t", schema: z.object({ a: json().default("{") }) });
  expect(define).toThrow('its default "{" is not JSON text');
});

it("keeps the text of the source as it was", () => {
  const text = '{"b":1.10,"a":12345678901234567890}';
  expect(codec.convert(new JsonText(text))).toEqual({ value: text });
  expect(codec.convert(text)).toEqual({ value: text });
});

it.each([
  [{ b: 1, a: [null, 1.5] }, '{"b":1,"a":[null,1.5]}'],
  [[12345678901234567890n], "[12345678901234567890]"],
  [new Map<string, unknown>([["a", new Set([1])]]), '{"a":[1]}'],
  [{ a: new JsonText("[1]") }, '{"a":[1]}'],
  [true, "true"],
  [{ a: "\ud800" }, '{"a":"\\ud800"}'],
])("makes JSON text of %o", (value, text) => {
  expect(codec.convert(value)).toEqual({ value: text });
});

it.each([
  [Number.NaN, "JSON has no NaN"],
  [{ a: Number.NEGATIVE_INFINITY }, "JSON has no -Infinity"],
  [() => 1, "a function has no JSON text"],
  [Symbol("a"), "a symbol has no JSON text"],
])("refuses what JSON can't hold", (value, hint) => {
  expect(codec.convert(value)).toMatchObject({ code: "invalid_type", hint });
});

it("refuses what is inside itself, too large, or half a character", () => {
  const inside: unknown[] = [];
  inside.push(inside);
  expect(codec.convert(inside)).toMatchObject({ code: "invalid_type" });
  expect(codec.convert("x".repeat(100).split(""))).toMatchObject({ code: "too_big" });
  expect(codec.convert('"\ud800"')).toMatchObject({ code: "invalid_format" });
  expect(codec.convert("{a:1}")).toMatchObject({ code: "invalid_format", expected: "JSON text" });
});

it.each([0, 1.5, "10", Number.POSITIVE_INFINITY])("refuses maxBytes of %s", (maxBytes) => {
  expect(() => json({ maxBytes: maxBytes as number })).toThrow(RangeError);
});
