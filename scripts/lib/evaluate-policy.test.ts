import { expect, it } from "vitest";
import { isAllowed } from "./evaluate-policy.ts";

function allows(Resource: string, resource: string, more: object = {}, context = {}): boolean {
  const statement = { Effect: "Allow", Action: ["s3:Get*"], Resource: [Resource], ...more };
  return isAllowed({ Statement: [statement] }, { action: "S3:getobject", resource, context });
}

it.each([
  ["b/raw/*", "b/raw/a/b", true],
  ["b/raw/*", "b/raw/", true],
  ["b/raw/*", "b/rawest", false],
  ["b/raw*", "b/rawest", true],
  ["b/?/x*y", "b/a/x-y-y", true],
  ["b/?/x*y", "b/aa/xy", false],
  ["b/a${*}b/*", "b/a*b/c", true],
  ["b/a${*}b/*", "b/axb/c", false],
  ["b/${?}${$}{x}", "b/?${x}", true],
  ["*", "", true],
])("%s and %s: %j", (pattern, resource, expected) => {
  expect(allows(pattern, resource)).toBe(expected);
});

it("wants every condition met, by a key that is there", () => {
  const Condition = { StringLike: { "s3:prefix": ["raw/*"] }, StringEquals: { a: ["1", "2"] } };
  expect(allows("b", "b", { Condition }, { "s3:prefix": "raw/x", a: "2" })).toBe(true);
  expect(allows("b", "b", { Condition }, { "s3:prefix": "raw/x", a: "3" })).toBe(false);
  expect(allows("b", "b", { Condition }, { a: "1" })).toBe(false);
  expect(() => allows("b", "b", { Condition: { Bool: { a: ["true"] } } }, { a: "1" })).toThrow(
    "no Bool",
  );
});

it("lets a Deny win, and allows nothing that is not named", () => {
  const allow = { Effect: "Allow", Action: ["s3:*"], Resource: ["*"] };
  const deny = { Effect: "Deny", Action: ["s3:DeleteObject"], Resource: ["b/keep/*"] };
  const request = { action: "s3:DeleteObject", resource: "b/keep/x" };
  expect(isAllowed({ Statement: [allow] }, request)).toBe(true);
  expect(isAllowed({ Statement: [allow, deny] }, request)).toBe(false);
  expect(isAllowed({ Statement: [allow] }, { ...request, action: "sns:Publish" })).toBe(false);
});
