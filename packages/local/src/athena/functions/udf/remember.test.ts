import { expect, it } from "vitest";
import { remember } from "./remember.ts";

it("makes a thing once, and keeps no more than a thousand", () => {
  const made: string[] = [];
  const length = remember((text) => {
    made.push(text);
    return text === "none" ? undefined : text.length;
  });
  for (let i = 0; i < 2; i++) expect([length("abc"), length("none")]).toEqual([3, undefined]);
  expect(made).toEqual(["abc", "none"]);
  for (let i = 0; i < 999; i++) length(`text ${i}`);
  expect(made).toHaveLength(1001);
  length("none");
  expect(made).toHaveLength(1001);
  length("abc");
  expect(made).toHaveLength(1002);
});
