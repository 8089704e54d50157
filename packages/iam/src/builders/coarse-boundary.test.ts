import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { builtPolicies } from "../../test/support/builder-inputs.ts";
import { diffPolicy } from "../explain/diff-policy.ts";
import { buildAthenaReaderPolicy } from "./build-athena-reader-policy.ts";
import { buildDeployerPolicy } from "./build-deployer-policy.ts";
import { buildPermissionBoundary } from "./build-permission-boundary.ts";
import { buildTransformPolicy } from "./build-transform-policy.ts";

const account = { region: "eu-central-1", accountId: "123456789012" };

function prefixes(count: number, bucket = (_n: number) => "raw") {
  return buildTransformPolicy({
    sources: Array.from({ length: count }, (_, n) => ({
      bucket: bucket(n),
      prefix: `customers/${n}/`,
      list: true,
    })),
    destination: { bucket: "lake", prefix: "t/" },
    accountId: "123456789012",
    attachment: "split",
  });
}

const deployer = buildDeployerPolicy({
  functions: [{ functionName: "validate" }],
  roles: {
    path: "/cloudapi/",
    boundaryArn: "arn:aws:iam::123456789012:policy/boundary",
    services: ["lambda.amazonaws.com"],
  },
  ...account,
});

/** Tables in as many buckets, each under a key of its own. */
function tables(count: number, buckets: number) {
  return buildAthenaReaderPolicy({
    database: "logs",
    tables: Array.from({ length: count }, (_, n) => ({
      table: `table_${n}`,
      location: `s3://lake-${n % buckets}/tables/table_${n}/`,
      kmsKeyArn: `arn:aws:kms:eu-central-1:123456789012:key/${n % buckets}`,
    })),
    ...account,
    attachment: "split",
  });
}

function sizeOf(policy: object): number {
  return JSON.stringify(policy).replaceAll(/\s/g, "").length;
}

describe("a boundary that would be too large", () => {
  it("is refused, and the message says what to do", () => {
    expect(() => buildPermissionBoundary({ policies: [prefixes(130)] })).toThrow(/coarse: true/);
  });

  it("is of whole buckets on request, and no wider than that", () => {
    const boundary = buildPermissionBoundary({ policies: [prefixes(130), deployer], coarse: true });
    expect(sizeOf(boundary)).toBeLessThanOrEqual(6144);
    const onRaw = boundary.Statement.filter(({ Resource = [] }) =>
      Resource.some((each) => each.startsWith("arn:aws:s3:::raw/")),
    );
    expect(onRaw.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["s3:GetObject"], ["arn:aws:s3:::raw/*"]],
    ]);
    const deploying = boundary.Statement.filter(({ Action }) =>
      Action.some((each) => each.startsWith("iam:")),
    );
    const before = deployer.Statement.filter(({ Action }) =>
      Action.some((each) => each.startsWith("iam:")),
    );
    expect(deploying).toEqual(before);
  });

  it("lets a key be used for the whole bucket, and for no other", () => {
    const kmsKeyArn =
      "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const policy = buildTransformPolicy({
      sources: Array.from({ length: 80 }, (_, n) => {
        return { bucket: "raw", prefix: `customers/${n}/`, kmsKeyArn };
      }),
      destination: { bucket: "lake", prefix: "t/" },
      ...account,
      attachment: "split",
    });
    const { Statement } = buildPermissionBoundary({ policies: [policy], coarse: true });
    const ofKey = Statement.filter(({ Action }) => Action.includes("kms:Decrypt"));
    expect(ofKey.map(({ Condition }) => Condition?.["StringLikeIfExists"])).toEqual([
      { "kms:EncryptionContext:aws:s3:arn": ["arn:aws:s3:::raw", "arn:aws:s3:::raw/*"] },
    ]);
  });

  it("has one statement for each service where that is not enough, under the conditions that all share", () => {
    const policies = [tables(40, 20), deployer];
    const boundary = buildPermissionBoundary({ policies, coarse: true });
    expect(sizeOf(boundary)).toBeLessThanOrEqual(6144);
    for (const policy of policies) expect(diffPolicy(policy, boundary).losses).toEqual([]);
    const kms = boundary.Statement.filter(({ Action }) => Action.includes("kms:Decrypt"));
    expect(kms.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] } },
    ]);
    expect(buildPermissionBoundary({ policies: policies.toReversed(), coarse: true })).toEqual(
      boundary,
    );
  });

  it("is refused where even that is too large", () => {
    const policies = [
      prefixes(70, (n) => `${n}-bucket-with-a-name-that-is-as-long-as-the-names-of-buckets`),
    ];
    expect(() => buildPermissionBoundary({ policies, coarse: true })).toThrow(/coarsest form/);
  });

  it("stays as it is where it fits", () => {
    const policies = [prefixes(3), deployer];
    expect(buildPermissionBoundary({ policies, coarse: true })).toEqual(
      buildPermissionBoundary({ policies }),
    );
  });
});

it("takes nothing from any policy, and no service gains a right that it had none of", () => {
  fc.assert(
    fc.property(fc.array(builtPolicies, { minLength: 1, maxLength: 4 }), (built) => {
      const policies = built.map(({ policy }) => policy);
      fc.pre(sizeOf(policies) < 40_000);
      const boundary = coarse(policies);
      fc.pre(boundary !== undefined);
      for (const policy of policies) expect(diffPolicy(policy, boundary).losses).toEqual([]);
      const services = (all: readonly { readonly Action: readonly string[] }[]) =>
        new Set(all.flatMap(({ Action }) => Action));
      const given = services(policies.flatMap(({ Statement }) => Statement));
      expect([...services(boundary?.Statement ?? [])].filter((each) => !given.has(each))).toEqual(
        [],
      );
    }),
    { numRuns: propertyRuns(10) },
  );
});

function coarse(policies: Parameters<typeof buildPermissionBoundary>[0]["policies"]) {
  try {
    return buildPermissionBoundary({ policies, coarse: true });
  } catch {
    return undefined;
  }
}
