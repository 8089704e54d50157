import { checkOptionNames, checkPlaces, folderPrefix } from "@cloudapi/core/internal";
import { type ArnForm, checkArn, KEY, LOG_GROUP, QUEUE, TOPIC } from "../arn/arn-form.ts";
import { bucketOwners, partitionOf } from "../arn/check-account.ts";
import { checkBucket, checkPrefix, show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { checkAttachment } from "../policy/check-policy-size.ts";
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
  "encryptionContext",
];

/** @throws {TypeError} naming the field, what was expected and what was found */
export function checkLambdaPolicyInput(input: LambdaPolicyInput): CheckedLambdaPolicyInput {
  if (typeof input !== "object" || input === null) {
    throw new TypeError(`${WHAT}: the input must be an object with bucket.`);
  }
  checkOptionNames(WHAT, input, KNOWN);
  const { bucket, prefix = "", quarantine = {}, attachment = "managed", versioned = true } = input;
  const { encryptionContext = false } = input;
  checkOptionNames(`${WHAT}: quarantine`, quarantine, ["bucket", "prefix"]);
  const raw = checkedPlace("", bucket, prefix);
  const written = checkedPlace(
    "quarantine.",
    quarantine.bucket ?? bucket,
    folderPrefix(quarantine.prefix ?? "quarantine/"),
  );
  checkPlaces(WHAT, { bucket, prefix: input.prefix, quarantine: written });
  const arns = checkedArns(input);
  const partition = partitionOf(WHAT, input.partition, Object.values(arns).flat());
  return {
    partition,
    attachment: checkAttachment(WHAT, attachment),
    versioned,
    raw,
    quarantine: written,
    bucketOwners: bucketOwners(WHAT, input),
    logGroupArn: arns.logGroup ?? logGroupByName(input, partition),
    topicArn: arns.topic,
    queueArn: arns.queue,
    deadLetter: deadLetterOf(arns.deadLetter),
    encryptionContext,
    keys: keysOf(arns, encryptionContext),
  };
}

function checkedPlace(owner: string, bucket: unknown, prefix: unknown): Place {
  checkBucket(WHAT, `${owner}bucket`, bucket);
  checkPrefix(WHAT, `${owner}prefix`, prefix);
  return { bucket, prefix };
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
  return { arn, to: parseArn(arn)?.service === "sns" ? "deadLetterTopic" : "deadLetterQueue" };
}

/** Raw files may lie under the key of what is written: told apart by the objects, that is a right of its own. */
function keysOf(
  { writtenKeys, rawKeys, topicKey, queueKey }: ReturnType<typeof checkedArns>,
  encryptionContext: boolean,
): KeyUse[] {
  const uses = [
    ...writtenKeys.map((arn) => ({ arn, place: "quarantine.", use: "writeKey" }) as const),
    ...(encryptionContext && rawKeys.every((arn) => arn === undefined) ? writtenKeys : rawKeys).map(
      (arn) => ({ arn, place: "", use: "readKey" }) as const,
    ),
    { arn: topicKey, place: "topic.", use: "writeKey" } as const,
    { arn: queueKey, place: "queue.", use: "readKey" } as const,
  ];
  return uses.flatMap(({ arn, ...use }) => (arn === undefined ? [] : [{ arn, ...use }]));
}
