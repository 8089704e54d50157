import { expect, test } from "vitest";
import { createTakenNames } from "./taken-names.ts";

test("a plain name is free if nothing in the folder is equal to it but for case", () => {
  const names = createTakenNames(["a.csv"]);
  expect(names.isSurelyFree("b.csv")).toBe(true);
  expect(names.isSurelyFree("A.CSV")).toBe(false);
  names.add("b.csv");
  expect(names.isSurelyFree("B.csv")).toBe(false);
});

test.each(["é", "a.", "a ", "LONGNA~1.TXT", "a\u200cb"])("%j is left to the disk", (name) => {
  expect(createTakenNames([]).isSurelyFree(name)).toBe(false);
  const beside = createTakenNames(["a"]);
  beside.add(name);
  expect(beside.isSurelyFree("plain")).toBe(false);
});

test("nothing is surely free in a folder that cannot be listed", () => {
  expect(createTakenNames(undefined).isSurelyFree("a")).toBe(false);
});
