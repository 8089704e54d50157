import { expect, it } from "vitest";
import { checkListeners } from "./check-listeners.ts";

it.each<[object, string]>([
  [{ signal: 5 }, "f: signal must be an AbortSignal, such as new AbortController().signal."],
  [{ signal: null }, "f: signal must be an AbortSignal"],
  [{ signal: new AbortController() }, "f: signal must be an AbortSignal"],
  [{ onProgress: {} }, "f: onProgress must be a function."],
])("refuses %o", (options, message) => {
  expect(() => {
    checkListeners("f", options);
  }).toThrow(message);
});

it("takes what may be listened to, and nothing", () => {
  expect(() => {
    checkListeners("f", { signal: AbortSignal.abort(), onProgress: () => 1 });
    checkListeners(undefined, {});
  }).not.toThrow();
});
