import { describe, expect, it } from "vitest";
import { buildTransformPolicy } from "../builders/build-transform-policy.ts";
import { diffPolicy } from "../explain/diff-policy.ts";
import { fitPolicy } from "./fit-policy.ts";
import type { PolicyDocument } from "./policy-document.ts";

function policyOf(prefixes: number): PolicyDocument {
  return buildTransformPolicy({
    sources: Array.from({ length: prefixes }, (_, n) => ({
      bucket: "raw",
      prefix: `customers/${n}/`,
    })),
    destination: { bucket: "lake", prefix: "t/" },
    attachment: "split",
  });
}

function sizeOf(policy: PolicyDocument | undefined): number {
  return JSON.stringify(policy ?? "").replaceAll(/\s/g, "").length;
}

describe("fitPolicy", () => {
  it.each([1, 60, 180])(
    "places %s prefixes within the limits, without a right more or less, the same each time",
    (prefixes) => {
      const policy = policyOf(prefixes);
      const fitted = fitPolicy(policy, { most: 1 });
      expect(fitPolicy(policy, { most: 1 })).toEqual(fitted);
      const { managed, inline } = fitted;
      expect(managed.length).toBeLessThanOrEqual(1);
      expect(managed.every((each) => sizeOf(each) <= 6144)).toBe(true);
      expect(sizeOf(inline)).toBeLessThanOrEqual(10_240);
      expect(inline !== undefined).toBe(prefixes >= 180);
      const parts = [...managed, ...(inline === undefined ? [] : [inline])];
      const Statement = parts.flatMap((each) => each.Statement);
      expect(diffPolicy(policy, { ...policy, Statement })).toMatchObject({
        gains: [],
        losses: [],
      });
      const ids = (inline?.Statement ?? []).map(({ Sid }) => Sid);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it("has no id twice inline, where parts of one statement come from several policies", () => {
    // Halves of halves: two short ones are in one policy, and a long one follows.
    const lengths = [
      900, 900, 900, 900, 900, 900, 900, 60, 60, 60, 60, 60, 60, 900, 900, 60, 900, 900,
    ];
    const Resource = [...lengths, 60, 900, 900, 900].map(
      (length, n) => `arn:aws:s3:::b/${n}${"x".repeat(length)}`,
    );
    const Action = ["s3:GetObject"];
    const policy: PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Sid: "Read", Effect: "Allow", Action, Resource }],
    };
    const { inline } = fitPolicy(policy, { most: 1 });
    const ids = (inline?.Statement ?? []).map(({ Sid }) => Sid);
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("divides no text, where others wrote one for a list", () => {
    const Action = Array.from({ length: 900 }, (_, n) => `s3:Get${n}`);
    const Resource = "arn:aws:s3:::b/*";
    const Statement = [{ Effect: "Allow", Action, Resource }];
    const policy = { Version: "2012-10-17", Statement } as unknown as PolicyDocument;
    const all = fitPolicy(policy).managed.flatMap((each) => each.Statement);
    expect(all.flatMap((each) => each.Action)).toEqual(Action);
    expect(new Set(all.flatMap((each) => each.Resource))).toEqual(new Set([Resource]));
  });

  it("refuses more than a role can have, and says how much that is", () => {
    expect(() => fitPolicy(policyOf(400), { most: 1 })).toThrow(
      expect.objectContaining({ code: "POLICY_TOO_LARGE", limit: 6144 + 10_240 }) as Error,
    );
    expect(() => fitPolicy(policyOf(1), { most: 21 })).toThrow("from 1 to 20");
  });
});
