import { refuseUnknownOptions } from "@cloudapi/core/internal";
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
  "kmsKeyArn",
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
  refuseUnknownOptions(WHAT, input, KNOWN);
  const { bucket, prefix = "", quarantine = {}, attachment = "managed", versioned = true } = input;
  refuseUnknownOptions(`${WHAT}: quarantine`, quarantine, ["bucket", "prefix"]);
  const arns = checkedArns(input);
  const partition = partitionOf(input, Object.values(arns).flat());
  return {
    partition,
    attachment: checkedAttachment(attachment),
    versioned,
    raw: checkedPlace("", bucket, prefix),
    quarantine: checkedPlace(
      "quarantine.",
      quarantine.bucket ?? bucket,
      quarantine.prefix ?? "quarantine/",
    ),
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

function checkedAttachment(attachment: unknown): PolicyAttachment {
  const found = POLICY_ATTACHMENTS.find((each) => each === attachment);
  if (found !== undefined) return found;
  throw new TypeError(
    `${WHAT}: attachment must be one of ${POLICY_ATTACHMENTS.join(", ")}, not ${show(attachment)}.`,
  );
}

function checkedArns(input: LambdaPolicyInput) {
  const { kmsKeyArn = [], logGroup } = input;
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
    bucketKeys: [kmsKeyArn].flat().map((arn) => checked("kmsKeyArn", arn, KEY)),
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

function keysOf({ bucketKeys, topicKey, queueKey }: ReturnType<typeof checkedArns>): KeyUse[] {
  const uses = [
    ...bucketKeys.map(
      (arn) => ({ arn, service: "s3", actions: ["kms:Decrypt", "kms:GenerateDataKey"] }) as const,
    ),
    { arn: topicKey, service: "sns", actions: ["kms:Decrypt", "kms:GenerateDataKey"] } as const,
    { arn: queueKey, service: "sqs", actions: ["kms:Decrypt"] } as const,
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
