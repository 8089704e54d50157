import { checkOptionNames, checkPlaces, folderPrefix } from "@cloudapi/core/internal";
import { type ArnForm, checkArn, KEY, LOG_GROUP, QUEUE, TOPIC } from "../arn/arn-form.ts";
import { checkBucket, checkPrefix, show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { POLICY_ATTACHMENTS, type PolicyAttachment } from "../policy/check-policy-size.ts";
import type {
  CheckedLambdaPolicyInput,
  KeyUse,
  LambdaPolicyInput,
  Place,
} from "./lambda-policy-input.ts";

const WHAT = "buildLambdaPolicy";
const KNOWN = [
  "bucket",
  "prefix",
  "versioned",
  "quarantine",
  "topicArn",
  "logGroup",
  "bucketOwner",
  "kmsKeyArn",
  "rawKmsKeyArn",
  "topicKmsKeyArn",
  "queueArn",
  "queueKmsKeyArn",
  "deadLetterArn",
  "region",
  "accountId",
  "partition",
  "attachment",
];

/** @throws {TypeError} naming the field, what was expected and what was found */
export function checkLambdaPolicyInput(input: LambdaPolicyInput): CheckedLambdaPolicyInput {
  if (typeof input !== "object" || input === null) {
    throw new TypeError(`${WHAT}: the input must be an object with bucket.`);
  }
  checkOptionNames(WHAT, input, KNOWN);
  const { bucket, prefix = "", quarantine = {}, attachment = "managed", versioned = true } = input;
  checkOptionNames(`${WHAT}: quarantine`, quarantine, ["bucket", "prefix"]);
  const raw = checkedPlace("", bucket, prefix);
  const written = checkedPlace(
    "quarantine.",
    quarantine.bucket ?? bucket,
    folderPrefix(quarantine.prefix ?? "quarantine/"),
  );
  checkPlaces(WHAT, { bucket, prefix: input.prefix, quarantine: written });
  const arns = checkedArns(input);
  const partition = partitionOf(input, Object.values(arns).flat());
  return {
    partition,
    attachment: checkedAttachment(attachment),
    versioned,
    raw,
    quarantine: written,
    bucketOwners: bucketOwners(input),
    logGroupArn: arns.logGroup ?? logGroupByName(input, partition),
    topicArn: arns.topic,
    queueArn: arns.queue,
    deadLetter: deadLetterOf(arns.deadLetter),
    keys: keysOf(arns),
  };
}

function checkedPlace(owner: string, bucket: unknown, prefix: unknown): Place {
  checkBucket(WHAT, `${owner}bucket`, bucket);
  checkPrefix(WHAT, `${owner}prefix`, prefix);
  return { bucket, prefix };
}

function bucketOwners({ bucketOwner, accountId }: LambdaPolicyInput): string[] {
  const owners = [bucketOwner ?? accountId ?? []].flat();
  const name = bucketOwner === undefined ? "accountId" : "bucketOwner";
  for (const owner of owners) {
    if (!/^\d{12}$/.test(owner))
      throw new TypeError(
        `${WHAT}: ${name} must be an account id of 12 digits, not ${show(owner)}.`,
      );
  }
  return owners;
}

function checkedAttachment(attachment: unknown): PolicyAttachment {
  const found = POLICY_ATTACHMENTS.find((each) => each === attachment);
  if (found !== undefined) return found;
  throw new TypeError(
    `${WHAT}: attachment must be one of ${POLICY_ATTACHMENTS.join(", ")}, not ${show(attachment)}.`,
  );
}

function checkedArns(input: LambdaPolicyInput) {
  const { kmsKeyArn = [], rawKmsKeyArn = [], logGroup } = input;
  // A log group's ARN is often given with ":*", which stands for its streams.
  const group =
    typeof logGroup === "string" && !logGroup.startsWith("arn:")
      ? undefined
      : logGroup?.replace(/:\*$/, "");
  const toTopic = parseArn(input.deadLetterArn)?.service === "sns";
  return {
    topic: checked("topicArn", input.topicArn, TOPIC),
    queue: checked("queueArn", input.queueArn, QUEUE),
    deadLetter: checked("deadLetterArn", input.deadLetterArn, toTopic ? TOPIC : DEAD_LETTER),
    logGroup: checked("logGroup", group, LOG_GROUP),
    topicKey: checked("topicKmsKeyArn", input.topicKmsKeyArn, KEY),
    queueKey: checked("queueKmsKeyArn", input.queueKmsKeyArn, KEY),
    writtenKeys: [kmsKeyArn].flat().map((arn) => checked("kmsKeyArn", arn, KEY)),
    rawKeys: [rawKmsKeyArn].flat().map((arn) => checked("rawKmsKeyArn", arn, KEY)),
  };
}

const DEAD_LETTER: ArnForm = { ...QUEUE, expected: "the ARN of an SQS queue or an SNS topic" };

function checked(name: string, arn: unknown, form: ArnForm): string | undefined {
  if (arn === undefined) return undefined;
  checkArn(WHAT, name, arn, form);
  return arn;
}

function logGroupByName(
  { logGroup, region, accountId }: LambdaPolicyInput,
  partition: string,
): string | undefined {
  if (logGroup === undefined) return undefined;
  if (region === undefined || accountId === undefined) {
    throw new TypeError(
      `${WHAT}: logGroup ${show(logGroup)} is a name; give region and accountId too, or its ARN.`,
    );
  }
  return checked(
    "logGroup",
    `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`,
    LOG_GROUP,
  );
}

function deadLetterOf(arn: string | undefined): CheckedLambdaPolicyInput["deadLetter"] {
  if (arn === undefined) return undefined;
  return { arn, action: parseArn(arn)?.service === "sns" ? "sns:Publish" : "sqs:SendMessage" };
}

const READ = ["kms:Decrypt"];
/** Encrypting needs both: parts of an upload, and an encrypted topic's messages, are decrypted, too. */
const WRITE = ["kms:Decrypt", "kms:GenerateDataKey"];

function keysOf({
  writtenKeys,
  rawKeys,
  topicKey,
  queueKey,
}: ReturnType<typeof checkedArns>): KeyUse[] {
  const uses = [
    ...writtenKeys.map(
      (arn) => ({ sid: "WriteUnderKey", arn, service: "s3", actions: WRITE }) as const,
    ),
    ...rawKeys.map((arn) => ({ sid: "ReadUnderKey", arn, service: "s3", actions: READ }) as const),
    { sid: "PublishUnderKey", arn: topicKey, service: "sns", actions: WRITE } as const,
    { sid: "ReceiveUnderKey", arn: queueKey, service: "sqs", actions: READ } as const,
  ];
  return uses.flatMap(({ arn, ...use }) =>
    arn === undefined ? [] : [{ arn, ...use, region: parseArn(arn)?.region ?? "" }],
  );
}

/** One partition for all: a policy that names two of them would be half dead. */
function partitionOf(
  { partition }: LambdaPolicyInput,
  arns: readonly (string | undefined)[],
): string {
  if (partition !== undefined && !/^aws(-[a-z]+)*$/.test(partition)) {
    throw new TypeError(
      `${WHAT}: partition must be aws, aws-cn or aws-us-gov, not ${show(partition)}.`,
    );
  }
  const named = [partition, ...arns.map((arn) => parseArn(arn)?.partition)].filter(
    (each) => each !== undefined,
  );
  const partitions = [...new Set(named)].sort();
  if (partitions.length <= 1) return partitions[0] ?? "aws";
  throw new TypeError(
    `${WHAT}: the ARNs are of several partitions (${partitions.join(", ")}); give those of one.`,
  );
}
