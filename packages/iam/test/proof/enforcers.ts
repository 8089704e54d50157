import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type LocalClientConfig, startLocalCloud } from "@cloudapi/local";
import { testServer } from "../../../../scripts/lib/test-server.ts";
import type { PolicyDocument } from "../../src/index.ts";

/** A server that judges requests by policies, with somebody to ask who has one policy alone. */
export interface Enforcer {
  readonly root: LocalClientConfig;
  readonly callerWith: (policy: PolicyDocument) => Promise<LocalClientConfig>;
  /** Whose buckets are; `undefined` for a server that knows no accounts. */
  readonly accountId: string | undefined;
  readonly close: () => Promise<void>;
}

/** A server, and what it doesn't have of what operations need. */
export interface KnownEnforcer {
  readonly title: string;
  /** Whether it is there. */
  readonly isHere: boolean;
  readonly open: () => Promise<Enforcer>;
  /** Operations that can't be tried there, and why. */
  readonly lacks: Readonly<Record<string, string>>;
  /** Neighbours that it lets in, by the action with which they come. */
  readonly letsIn: Readonly<Record<string, string>>;
  /** Whether it has Glue's catalog, SNS, SQS and STS besides. */
  readonly hasServices: boolean;
  /** Neighbours in the catalog that it does not tell apart. */
  readonly blurs: readonly string[];
}

const MINIO = testServer("CLOUDAPI_TEST_S3_MINIO");
const VERSITYGW = testServer("CLOUDAPI_TEST_VERSITYGW_AUTH");
const VERSITYGW_IAM = testServer("CLOUDAPI_TEST_VERSITYGW_IAM");
const MINISTACK = testServer("CLOUDAPI_TEST_MINISTACK_AUTH");

export const ENFORCERS: readonly KnownEnforcer[] = [
  {
    title: "the embedded cloud",
    isHere: true,
    open: openEmbedded,
    lacks: {},
    letsIn: {},
    hasServices: true,
    blurs: [],
  },
  {
    title: "MinIO (CLOUDAPI_TEST_S3_MINIO)",
    isHere: MINIO !== undefined,
    open: openMinio,
    lacks: { ensureBucket: "its policies know no ownership controls and no public access block" },
    letsIn: {
      "older versions": "s3:GetObject",
      "list versions": "s3:ListBucket",
    },
    hasServices: false,
    blurs: [],
  },
  {
    title: "versitygw with its IAM service (CLOUDAPI_TEST_VERSITYGW_AUTH)",
    isHere: VERSITYGW !== undefined && VERSITYGW_IAM !== undefined,
    open: () => openWithIam(configOf(VERSITYGW), configOf(VERSITYGW_IAM), undefined),
    lacks: { ensureBucket: "it has no public access block" },
    letsIn: {},
    hasServices: false,
    blurs: [],
  },
  {
    title: "MiniStack that enforces (CLOUDAPI_TEST_MINISTACK_AUTH)",
    isHere: MINISTACK !== undefined,
    open: () => openWithIam(configOf(MINISTACK), configOf(MINISTACK), "000000000000"),
    lacks: {
      ensureDatabase: "it takes the name of a database for that of a table",
      dropPartitions: "it has no BatchDeletePartition",
    },
    letsIn: {},
    hasServices: true,
    // It asks for a right on the database alone.
    blurs: ["other table"],
  },
];

async function openEmbedded(): Promise<Enforcer> {
  const cloud = await startLocalCloud({ enforce: true });
  let users = 0;
  return {
    root: cloud.clientConfig,
    accountId: cloud.accountId,
    callerWith: async (policy) =>
      cloud.putUser(`caller${users++}`, { policies: { own: policy } }).clientConfig,
    close: () => cloud.close(),
  };
}

/** MinIO makes sessions of whoever asks, limited by a policy that the request brings. */
async function openMinio(): Promise<Enforcer> {
  const root = configOf(MINIO, {
    accessKeyId: process.env["CLOUDAPI_TEST_ACCESS_KEY"] ?? "",
    secretAccessKey: process.env["CLOUDAPI_TEST_SECRET_KEY"] ?? "",
  });
  const sts = new STSClient(root);
  return {
    root,
    accountId: undefined,
    async callerWith(policy) {
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: "arn:aws:iam::000000000000:role/unused",
          RoleSessionName: "caller",
          Policy: JSON.stringify(policy),
        }),
      );
      const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
      const credentials = {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      };
      return { ...root, credentials };
    },
    close: async () => sts.destroy(),
  };
}

/** A server with users of IAM, each with one policy. */
async function openWithIam(
  root: LocalClientConfig,
  iamConfig: LocalClientConfig,
  accountId: string | undefined,
): Promise<Enforcer> {
  const iam = new IAMClient(iamConfig);
  return {
    root,
    accountId,
    async callerWith(policy) {
      const UserName = `caller-${crypto.randomUUID().slice(0, 8)}`;
      await iam.send(new CreateUserCommand({ UserName }));
      const PolicyDocument = JSON.stringify(policy);
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
      const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
      return { ...root, credentials };
    },
    close: async () => iam.destroy(),
  };
}

const ROOT = { accessKeyId: "root", secretAccessKey: "rootsecret" };

function configOf(endpoint = "", credentials = ROOT): LocalClientConfig {
  return { endpoint, region: "us-east-1", credentials, forcePathStyle: true };
}
