import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { tell } from "./tell.ts";

const unhandled: unknown[] = [];
const keep = (reason: unknown) => void unhandled.push(reason);
afterEach(() => process.off("unhandledRejection", keep));

it.each([
  ["throws", (): unknown => JSON.parse("{")],
  ["rejects", async (): Promise<unknown> => JSON.parse("{")],
])("a listener that %s is heard no more of", async (_, listener) => {
  process.on("unhandledRejection", keep);
  const events: string[] = [];
  expect(() =>
    tell((event: string) => {
      events.push(event);
      return listener();
    }, "a"),
  ).not.toThrow();
  await turn();
  expect([events, unhandled]).toEqual([["a"], []]);
});

it("nobody need listen", () => {
  expect(() => tell(undefined, 1)).not.toThrow();
});
