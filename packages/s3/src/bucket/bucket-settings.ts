import {
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryptionByDefault,
} from "@aws-sdk/client-s3";
import { readFailure } from "@cloudapi/core/internal";
import { answerFault } from "../errors/answer-fault.ts";
import type { Operation } from "../errors/operations.ts";
import { S3Error } from "../errors/s3-error.ts";
import { toS3Error } from "../errors/to-s3-error.ts";
import type { Encryption } from "../internal/encryption.ts";
import { request } from "../request/request.ts";
import type { EnsureBucketInput } from "./ensure-bucket-input.ts";

/** The settings of a bucket that `ensureBucket` looks after. */
export type SettingName = "ownership" | "publicAccessBlock" | "encryption" | "versioning";

/** One setting of a bucket: how to see whether it is right, and how to make it so. */
export interface BucketSetting {
  readonly name: SettingName;
  isWanted(input: EnsureBucketInput): boolean;
  isRight(
    s3: S3Client,
    input: EnsureBucketInput,
    signal: AbortSignal | undefined,
  ): Promise<boolean>;
  put(s3: S3Client, input: EnsureBucketInput, signal: AbortSignal | undefined): Promise<unknown>;
}

const ownership: BucketSetting = {
  name: "ownership",
  isWanted: (input) => input.ownerEnforced !== false,
  async isRight(s3, input, signal) {
    const command = new GetBucketOwnershipControlsCommand(targetOf(input));
    const output = await read(input, "GetBucketOwnershipControls", signal, (options) =>
      s3.send(command, options),
    );
    const rules = present(
      output,
      output?.OwnershipControls?.Rules,
      input,
      "GetBucketOwnershipControls",
    );
    return rules?.[0]?.ObjectOwnership === "BucketOwnerEnforced";
  },
  put(s3, input, signal) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
    const command = new PutBucketOwnershipControlsCommand({
      ...targetOf(input),
      OwnershipControls,
    });
    return request(
      { operation: "PutBucketOwnershipControls", bucket: input.bucket },
      signal,
      (options) => s3.send(command, options),
    );
  },
};

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

const publicAccessBlock: BucketSetting = {
  name: "publicAccessBlock",
  isWanted: (input) => input.blockPublicAccess !== false,
  async isRight(s3, input, signal) {
    const command = new GetPublicAccessBlockCommand(targetOf(input));
    const output = await read(input, "GetPublicAccessBlock", signal, (options) =>
      s3.send(command, options),
    );
    const block = output?.PublicAccessBlockConfiguration;
    const found = present(output, block, input, "GetPublicAccessBlock") ?? {};
    return (Object.keys(ALL_BLOCKED) as (keyof typeof ALL_BLOCKED)[]).every(
      (name) => found[name] === true,
    );
  },
  put(s3, input, signal) {
    const command = new PutPublicAccessBlockCommand({
      ...targetOf(input),
      PublicAccessBlockConfiguration: { ...ALL_BLOCKED },
    });
    return request({ operation: "PutPublicAccessBlock", bucket: input.bucket }, signal, (options) =>
      s3.send(command, options),
    );
  },
};

const encryption: BucketSetting = {
  name: "encryption",
  isWanted: (input) => input.encryption !== false,
  async isRight(s3, input, signal) {
    const command = new GetBucketEncryptionCommand(targetOf(input));
    const output = await read(input, "GetBucketEncryption", signal, (options) =>
      s3.send(command, options),
    );
    const rules = output?.ServerSideEncryptionConfiguration?.Rules;
    const [rule] = present(output, rules, input, "GetBucketEncryption") ?? [];
    const found = rule?.ApplyServerSideEncryptionByDefault;
    return found !== undefined && isSameEncryption(found, input.encryption || undefined);
  },
  put(s3, input, signal) {
    const command = new PutBucketEncryptionCommand({
      ...targetOf(input),
      ServerSideEncryptionConfiguration: { Rules: [encryptionRule(input.encryption || "AES256")] },
    });
    return request({ operation: "PutBucketEncryption", bucket: input.bucket }, signal, (options) =>
      s3.send(command, options),
    );
  },
};

/** A key may be named by its id and be found by its ARN. */
function isSameEncryption(
  found: ServerSideEncryptionByDefault,
  wanted: Encryption | undefined,
): boolean {
  if (wanted === undefined) return found.SSEAlgorithm !== undefined;
  if (wanted === "AES256") return found.SSEAlgorithm === "AES256";
  const { KMSMasterKeyID: key = "" } = found;
  return (
    found.SSEAlgorithm === "aws:kms" &&
    (key === wanted.kmsKeyId || key.endsWith(`/${wanted.kmsKeyId}`))
  );
}

function encryptionRule(wanted: Encryption) {
  if (wanted === "AES256")
    return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } };
  return {
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: "aws:kms" as const,
      KMSMasterKeyID: wanted.kmsKeyId,
    },
    BucketKeyEnabled: true,
  };
}

const versioning: BucketSetting = {
  name: "versioning",
  isWanted: (input) => input.versioning !== false,
  async isRight(s3, input, signal) {
    const command = new GetBucketVersioningCommand(targetOf(input));
    const output = await read(input, "GetBucketVersioning", signal, (options) =>
      s3.send(command, options),
    );
    return output?.Status === "Enabled";
  },
  put(s3, input, signal) {
    const VersioningConfiguration = { Status: "Enabled" as const };
    const command = new PutBucketVersioningCommand({ ...targetOf(input), VersioningConfiguration });
    return request({ operation: "PutBucketVersioning", bucket: input.bucket }, signal, (options) =>
      s3.send(command, options),
    );
  },
};

/** In the order in which they are set: first what keeps others out. */
export const BUCKET_SETTINGS: readonly BucketSetting[] = [
  ownership,
  publicAccessBlock,
  encryption,
  versioning,
];

function targetOf({ bucket, expectedBucketOwner }: EnsureBucketInput) {
  return { Bucket: bucket, ExpectedBucketOwner: expectedBucketOwner };
}

/** How S3 says that a setting was never made. */
const NOT_SET = [
  "OwnershipControlsNotFoundError",
  "NoSuchPublicAccessBlockConfiguration",
  "ServerSideEncryptionConfigurationNotFoundError",
];

type Send<Output> = (options: { abortSignal?: AbortSignal }) => Promise<Output>;

async function read<Output>(
  { bucket }: EnsureBucketInput,
  operation: Operation,
  signal: AbortSignal | undefined,
  send: Send<Output>,
): Promise<Output | undefined> {
  try {
    return await request({ operation, bucket }, signal, send);
  } catch (error) {
    if (error instanceof S3Error && NOT_SET.includes(readFailure(error.cause).name))
      return undefined;
    throw error;
  }
}

/** What a setting's answer always has: one that was never made is an error in S3, not an answer without it. */
function present<T>(
  output: object | undefined,
  setting: T | undefined,
  { bucket }: EnsureBucketInput,
  operation: Operation,
): T | undefined {
  if (output === undefined || setting !== undefined) return setting;
  const fault = answerFault("InvalidResponse", "an answer without the setting");
  throw toS3Error(fault, { operation, bucket });
}
