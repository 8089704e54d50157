import fc from "fast-check";
import { expect, it } from "vitest";
import { buildTransformPolicy } from "../builders/build-transform-policy.ts";
import { diffPolicy } from "../explain/diff-policy.ts";
import { splitPolicy } from "./split-policy.ts";

it("gives parts within the limit that allow the same together, the same each time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.boolean(), (count, lists) => {
      const policy = buildTransformPolicy({
        sources: Array.from({ length: count }, (_, n) => ({
          bucket: "raw",
          prefix: `customers/${n}/`,
          list: lists && count < 50,
        })),
        destination: { bucket: "lake", prefix: "t/" },
        accountId: "123456789012",
        attachment: "split",
      });
      const parts = splitPolicy(policy);
      expect(splitPolicy(policy)).toEqual(parts);
      for (const part of parts) {
        expect(JSON.stringify(part).replaceAll(/\s/g, "").length).toBeLessThanOrEqual(6144);
        const ids = part.Statement.map(({ Sid }) => Sid);
        expect(new Set(ids).size).toBe(ids.length);
      }
      const Statement = parts.flatMap((part) => part.Statement);
      expect(diffPolicy(policy, { ...policy, Statement })).toMatchObject({ gains: [], losses: [] });
    }),
    { numRuns: 5 },
  );
});

it("refuses what can't be divided", () => {
  const values = Array.from({ length: 400 }, (_, n) => `a-rather-long-prefix-${n}/*`);
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "List",
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: ["arn:aws:s3:::raw"],
        Condition: { StringLike: { "s3:prefix": values } },
      },
    ],
  } as const;
  expect(() => splitPolicy(policy)).toThrow("can't be divided");
});

it("gives no more parts than a role may have attached", () => {
  const policy = buildTransformPolicy({
    sources: Array.from({ length: 700 }, (_, n) => ({ bucket: "raw", prefix: `customers/${n}/` })),
    destination: { bucket: "lake", prefix: "t/" },
    attachment: "split",
  });
  expect(splitPolicy(policy, { most: 10 }).length).toBeGreaterThan(2);
  expect(() => splitPolicy(policy, { most: 2 })).toThrow("the role may have 2");
  expect(() => splitPolicy(policy, { most: 0 })).toThrow("from 1 to 20");
});
