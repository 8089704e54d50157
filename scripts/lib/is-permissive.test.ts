import { expect, it } from "vitest";
import { isPermissive } from "./is-permissive.ts";

it.each([
  "MIT",
  "MIT OR GPL-3.0-only",
  "(MIT OR GPL-2.0-only)",
  "MIT AND (GPL-3.0-only OR BSD-2-Clause)",
  "GPL-2.0-only OR MIT AND ISC",
])("%s leaves a permissive choice", (expression) => {
  expect(isPermissive(expression)).toBe(true);
});

it.each([
  "",
  "MPL-2.0",
  "MIT AND MPL-2.0",
  "UNLICENSED",
  "SEE LICENSE IN LICENSE",
  "GPL-3.0-only",
  "MIT AND (GPL-3.0-only OR LGPL-3.0-only)",
  "MIT OR",
])("%j does not", (expression) => {
  expect(isPermissive(expression)).toBe(false);
});
