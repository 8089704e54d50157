import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { buildLambdaPolicy } from "../src/index.ts";

/** MiniStack with `AUTH=true`, root key `root`: it enforces identity policies on S3. */
const OWNER = "000000000000";
const ENDPOINT = testServer("CLOUDAPI_TEST_MINISTACK_AUTH");

describe.skipIf(ENDPOINT === undefined)(
  "MiniStack that enforces (CLOUDAPI_TEST_MINISTACK_AUTH)",
  () => {
    const id = crypto.randomUUID().slice(0, 8);
    const [raw, out] = [`raw-${id}`, `out-${id}`];
    let s3: S3Client;
    let stranger: S3Client;
    let versionId: string | undefined;

    beforeAll(async () => {
      const shared = {
        endpoint: ENDPOINT ?? "",
        region: "us-east-1",
        credentials: { accessKeyId: "root", secretAccessKey: "rootsecret" },
      };
      const iam = new IAMClient(shared);
      const root = new S3Client({ ...shared, forcePathStyle: true });
      for (const Bucket of [raw, out]) await root.send(new CreateBucketCommand({ Bucket }));
      await root.send(
        new PutBucketVersioningCommand({
          Bucket: raw,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
      const put = await root.send(
        new PutObjectCommand({ Bucket: raw, Key: "raw/a.csv", Body: "x" }),
      );
      versionId = put.VersionId;
      for (const Key of ["other/a.csv", "rawest.csv"])
        await root.send(new PutObjectCommand({ Bucket: raw, Key, Body: "x" }));
      const UserName = `validator-${id}`;
      await iam.send(new CreateUserCommand({ UserName }));
      const input = {
        bucket: raw,
        prefix: "raw/",
        quarantine: { bucket: out, prefix: "quarantine" },
      };
      const policy = buildLambdaPolicy({ ...input, accountId: OWNER });
      s3 = await clientWith(UserName, policy);
      await iam.send(new CreateUserCommand({ UserName: `stranger-${id}` }));
      stranger = await clientWith(
        `stranger-${id}`,
        buildLambdaPolicy({ ...input, accountId: "999999999999" }),
      );

      async function clientWith(user: string, document: object) {
        await iam.send(
          new PutUserPolicyCommand({
            UserName: user,
            PolicyName: "validator",
            PolicyDocument: JSON.stringify(document),
          }),
        );
        const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
        const credentials = {
          accessKeyId: AccessKey?.AccessKeyId ?? "",
          secretAccessKey: AccessKey?.SecretAccessKey ?? "",
        };
        return new S3Client({ ...shared, credentials, forcePathStyle: true });
      }
    });

    const allowed: [string, () => Promise<unknown>][] = [
      [
        "reads a raw object",
        () => s3.send(new GetObjectCommand({ Bucket: raw, Key: "raw/a.csv" })),
      ],
      [
        "reads a version of it",
        () =>
          s3.send(new GetObjectCommand({ Bucket: raw, Key: "raw/a.csv", VersionId: versionId })),
      ],
      [
        "lists the raw prefix",
        () => s3.send(new ListObjectsV2Command({ Bucket: raw, Prefix: "raw/" })),
      ],
      [
        "lists the versions of a raw object",
        () => s3.send(new ListObjectVersionsCommand({ Bucket: raw, Prefix: "raw/a.csv" })),
      ],
      [
        "writes to the quarantine",
        () => s3.send(new PutObjectCommand({ Bucket: out, Key: "quarantine/v.json", Body: "x" })),
      ],
    ];
    it.each(allowed)("%s", async (_, call) => {
      await expect(call()).resolves.toBeDefined();
    });

    const denied: [string, () => Promise<unknown>][] = [
      [
        "read beside the prefix",
        () => s3.send(new GetObjectCommand({ Bucket: raw, Key: "other/a.csv" })),
      ],
      [
        "read a key that only begins like it",
        () => s3.send(new GetObjectCommand({ Bucket: raw, Key: "rawest.csv" })),
      ],
      [
        "write a raw object",
        () => s3.send(new PutObjectCommand({ Bucket: raw, Key: "raw/b.csv", Body: "x" })),
      ],
      [
        "delete a raw object",
        () => s3.send(new DeleteObjectCommand({ Bucket: raw, Key: "raw/a.csv" })),
      ],
      ["list the whole bucket", () => s3.send(new ListObjectsV2Command({ Bucket: raw }))],
      [
        "list the quarantine",
        () => s3.send(new ListObjectsV2Command({ Bucket: out, Prefix: "quarantine/" })),
      ],
      [
        "write to a folder whose name begins like the quarantine's",
        () => s3.send(new PutObjectCommand({ Bucket: out, Key: "quarantine-old/x", Body: "x" })),
      ],
      [
        "read from a bucket that belongs to an account that is not named",
        () => stranger.send(new GetObjectCommand({ Bucket: raw, Key: "raw/a.csv" })),
      ],
      [
        "write beside the quarantine",
        () => s3.send(new PutObjectCommand({ Bucket: out, Key: "tables/x", Body: "x" })),
      ],
      [
        "delete from the quarantine",
        () => s3.send(new DeleteObjectCommand({ Bucket: out, Key: "quarantine/v.json" })),
      ],
    ];
    it.each(denied)("may not %s", async (_, call) => {
      await expect(call()).rejects.toMatchObject({ name: "AccessDenied" });
    });
  },
);
