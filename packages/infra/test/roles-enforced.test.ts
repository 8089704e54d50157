import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkedIn, filledIn } from "./support/filled-template.ts";

const BODY = "x";

/** What a role of a template may read and write, as folders of the two buckets. */
interface Reach {
  readonly file: string;
  readonly role: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

const ROLES: readonly Reach[] = [
  {
    file: "template.yaml",
    role: "ValidatorRole",
    reads: ["raw:raw/", "processed:quarantine/"],
    writes: ["processed:quarantine/"],
  },
  {
    file: "template.yaml",
    role: "TransformRole",
    reads: ["raw:raw/", "processed:tables/api_logs/"],
    writes: ["processed:tables/api_logs/"],
  },
  {
    file: "template.yaml",
    role: "ApiRole",
    reads: ["processed:tables/api_logs/", "processed:athena-results/a"],
    writes: ["processed:athena-results/a"],
  },
  {
    file: "nightly.yaml",
    role: "BatchRolerun",
    reads: ["processed:tables/api_logs/", "processed:athena-results/a"],
    writes: ["processed:tables/api_logs/_failures/", "processed:athena-results/a"],
  },
  { file: "nightly.yaml", role: "BatchRolestart", reads: [], writes: [] },
  { file: "nightly.yaml", role: "BatchRolebackfill", reads: [], writes: [] },
  { file: "nightly.yaml", role: "BatchRolescheduler", reads: [], writes: [] },
  {
    file: "ingest.yaml",
    role: "IngestTaskRole",
    reads: ["processed:ingest/"],
    writes: ["processed:ingest/"],
  },
  { file: "ingest.yaml", role: "IngestExecutionRole", reads: [], writes: [] },
  { file: "ingest.yaml", role: "IngestScheduleRole", reads: [], writes: [] },
  {
    file: "warehouse.yaml",
    role: "HouseCopyRole",
    reads: ["raw:parquet/", "raw:_redshift/"],
    writes: [],
  },
  {
    file: "warehouse.yaml",
    role: "LoadRole",
    reads: ["raw:parquet/"],
    writes: ["raw:_redshift/"],
  },
];

/** An object in every folder that a role of the templates has, and objects of nobody's. */
const PLACES = [
  ...new Set(ROLES.flatMap(({ reads, writes }) => [...reads, ...writes]).map((each) => `${each}a`)),
  "raw:raw-of-others/a",
  "raw:a",
  "processed:tables/orders/a",
  "processed:ingested/a",
  "other:raw/a",
  "other:tables/api_logs/a",
];

describe("the roles of the templates, on the embedded cloud, which enforces them", () => {
  let cloud: LocalCloud;
  let owner: S3Client;
  const bucketOf = (place: string) => `acme-${place.split(":")[0]}-dev-${cloud.accountId}`;
  const objectOf = (place: string) => ({ Bucket: bucketOf(place), Key: place.split(":")[1] });

  beforeAll(async () => {
    cloud = await startLocalCloud({ enforce: true });
    owner = new S3Client(cloud.clientConfig);
    for (const place of ["raw", "processed", "other"])
      await owner.send(new CreateBucketCommand({ Bucket: bucketOf(place) }));
  }, 60_000);
  afterAll(async () => {
    owner.destroy();
    await cloud.close();
  });

  it.each(ROLES)(
    "$role of $file reads and writes its own objects, and no neighbour's",
    async ({ file, role, reads, writes }) => {
      for (const place of PLACES)
        await owner.send(new PutObjectCommand({ ...objectOf(place), Body: BODY }));
      const policies = { needs: policyOf(file, role) };
      const user = cloud.putUser(role, { policies } as never);
      const own = new S3Client(user.clientConfig);
      const may = async (command: GetObjectCommand | PutObjectCommand) =>
        own.send(command as GetObjectCommand).then(
          () => true,
          (error: Error) => {
            expect(error.name).toBe("AccessDenied");
            return false;
          },
        );
      const allowed = { reads: [] as string[], writes: [] as string[] };
      for (const place of PLACES) {
        const object = objectOf(place);
        if (await may(new GetObjectCommand(object))) allowed.reads.push(place);
        if (await may(new PutObjectCommand({ ...object, Body: BODY }))) allowed.writes.push(place);
      }
      own.destroy();
      expect(allowed).toEqual({
        reads: PLACES.filter((place) => reads.some((folder) => place.startsWith(folder))),
        writes: PLACES.filter((place) => writes.some((folder) => place.startsWith(folder))),
      });
    },
    60_000,
  );

  it("are all of the templates' roles", () => {
    const files = [...new Set(ROLES.map(({ file }) => file))];
    const found = files.flatMap((file) =>
      Object.entries(checkedIn(file).template.Resources)
        .filter(([, { Type }]) => Type === "AWS::IAM::Role")
        .map(([id]) => id.replace(/[0-9A-F]{8}$/, "")),
    );
    expect(ROLES.map(({ role }) => role).toSorted()).toEqual(found.toSorted());
  });

  /** The policy as the stack would have it. */
  function policyOf(file: string, role: string): unknown {
    const { Resources } = checkedIn(file).template;
    const [, found] = Object.entries(Resources).find(([id]) => id.startsWith(role)) ?? [];
    const policies = found?.Properties?.["Policies"] as { readonly PolicyDocument: unknown }[];
    const { accountId } = cloud;
    const known = {
      "AWS::AccountId": accountId,
      "AWS::Region": "us-east-1",
      "AWS::Partition": "aws",
      NamePrefix: "acme",
      Stage: "dev",
      RepositoryName: "images",
    };
    const elsewhere = `arn:aws:sqs:us-east-1:${accountId}:elsewhere`;
    const values = new Proxy<Record<string, string>>(known, {
      get: (given, name) => given[String(name)] ?? elsewhere,
    });
    return filledIn(policies[0]?.PolicyDocument, values);
  }
});
