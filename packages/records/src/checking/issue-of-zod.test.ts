import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { compileRecordChecker } from "./compile-record-checker.ts";

it.each([
  [z.enum(["", "a, b", "GET"]), "x", 'a: expected one of "", "a, b", GET, received "x".'],
  [z.string().length(2), "abc", 'a: expected a text of exactly 2 characters, received "abc".'],
  [z.string().min(2).max(5), "a", 'a: expected a text of at least 2 characters, received "a".'],
  [z.email("Ask the shop for its address."), "x", 'a: Ask the shop for its address, received "x".'],
  [z.email(), "x", 'a: expected an e-mail address, received "x".'],
  [z.string().refine(() => false, "not today"), "x", 'a: not today, received "x".'],
  [z.string().refine(() => false), "x", 'a: refused by a check of the contract, received "x".'],
])("%#: says what was expected and what came", (schema, value, message) => {
  const dataset = defineDataset({ name: "t", schema: z.object({ a: schema }) });
  const result = compileRecordChecker(dataset).check({ a: value });
  expect(result.valid ? [] : result.issues.map((issue) => issue.message)).toEqual([message]);
});
