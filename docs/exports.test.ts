import { describe, expect, it } from "vitest";
import { listExports } from "./harness/list-exports.ts";
import { root } from "./harness/write-examples.ts";

const exported = listExports(root);
// What packages share with each other (`/internal`) is no user's, so needs no example.
const values = exported.filter(
  ({ kind, label }) => kind === "value" && !/\/internal[ /]/.test(label),
);

describe("every export", () => {
  it.each(exported)("$label has a doc comment", ({ comment }) => {
    expect(comment).toMatch(/\/\*\*\s*(\*\s*)?\w/);
  });

  it.each(values)("$label has an @example", ({ comment }) => {
    expect(comment).toMatch(/@example\s+\* ```ts\b[^`]*\S/);
  });
});
