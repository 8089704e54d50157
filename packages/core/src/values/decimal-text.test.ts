import { expect, it } from "vitest";
import { decimalText } from "./decimal-text.ts";

it.each([
  [-5n, 2, "-0.05"],
  [12345n, 2, "123.45"],
  [0n, 3, "0.000"],
  [-7n, 0, "-7"],
  [7n, -2, "700"],
])("%s with the scale %s is %s", (unscaled, scale, text) => {
  expect(decimalText(unscaled, scale)).toBe(text);
});
