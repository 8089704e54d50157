import { canonicalPolicy, type Grant } from "../policy/canonical-policy.ts";
import { checkPolicySize } from "../policy/check-policy-size.ts";
import { escapeWildcards } from "../policy/escape-wildcards.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { checkLambdaPolicyInput } from "./check-lambda-policy-input.ts";
import type {
  CheckedLambdaPolicyInput,
  KeyUse,
  LambdaPolicyInput,
  Place,
} from "./lambda-policy-input.ts";

/**
 * The least a validator function's role needs: read the raw objects, write verdicts and rejected rows,
 * publish alerts, log, and use the KMS keys through S3, SNS and SQS only.
 *
 * Canonical: the same input gives the same document, sorted and without repetition. `s3:ListBucket` is
 * granted on the bucket, for the prefix only; with it S3 answers 404 for a missing object, without it 403.
 *
 * @throws {TypeError} naming the field at fault, for example a bucket name or ARN that is none
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildLambdaPolicy } from "@cloudapi/iam";
 *
 * const policy = buildLambdaPolicy({
 *   bucket: "cloudapi-logs-raw",
 *   prefix: "raw/",
 *   quarantine: { bucket: "cloudapi-logs-processed", prefix: "quarantine/" },
 *   topicArn: "arn:aws:sns:eu-central-1:123456789012:alerts",
 * });
 * const allowed = policy.Statement.flatMap((statement) => statement.Action);
 * console.log(allowed.includes("s3:DeleteObject")); // => false
 * ```
 */
export function buildLambdaPolicy(input: LambdaPolicyInput): PolicyDocument {
  const checked = checkLambdaPolicyInput(input);
  const policy = canonicalPolicy([
    ...objectGrants(checked),
    ...listGrants(checked),
    ...messageGrants(checked),
    ...logGrants(checked),
    ...checked.keys.map(keyGrant),
  ]);
  checkPolicySize(policy, checked.attachment);
  return policy;
}

function objectGrants({
  partition,
  raw,
  quarantine,
  versioned,
}: CheckedLambdaPolicyInput): Grant[] {
  const read = versioned ? ["s3:GetObject", "s3:GetObjectVersion"] : ["s3:GetObject"];
  return [
    { actions: read, resources: [objectsArn(partition, raw)] },
    {
      // Verdicts are read before they are replaced, and If-Match asks for s3:GetObject too.
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
      resources: [objectsArn(partition, quarantine)],
    },
  ];
}

function objectsArn(partition: string, { bucket, prefix }: Place): string {
  return `arn:${partition}:s3:::${bucket}/${escapeWildcards(prefix)}*`;
}

/** One grant for each bucket; the whole bucket, where one of its prefixes is empty, needs no condition. */
function listGrants({ partition, raw, quarantine }: CheckedLambdaPolicyInput): Grant[] {
  const prefixes = new Map<string, string[]>();
  for (const { bucket, prefix } of [raw, quarantine]) {
    prefixes.set(bucket, [...(prefixes.get(bucket) ?? []), prefix]);
  }
  return [...prefixes].map(([bucket, list]) => {
    const grant = { actions: ["s3:ListBucket"], resources: [`arn:${partition}:s3:::${bucket}`] };
    const patterns = list.map((prefix) => `${escapeWildcards(prefix)}*`);
    return list.includes("")
      ? grant
      : { ...grant, conditions: { StringLike: { "s3:prefix": patterns } } };
  });
}

function messageGrants({ topicArn, queueArn, deadLetter }: CheckedLambdaPolicyInput): Grant[] {
  const consume = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
  return [
    ...(topicArn === undefined ? [] : [{ actions: ["sns:Publish"], resources: [topicArn] }]),
    ...(queueArn === undefined ? [] : [{ actions: consume, resources: [queueArn] }]),
    ...(deadLetter === undefined
      ? []
      : [{ actions: [deadLetter.action], resources: [deadLetter.arn] }]),
  ];
}

/** The streams of the group; the group itself is made beforehand, with its retention. */
function logGrants({ logGroupArn }: CheckedLambdaPolicyInput): Grant[] {
  if (logGroupArn === undefined) return [];
  return [
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logGroupArn}:*`] },
  ];
}

function keyGrant({ arn, region, service, actions }: KeyUse): Grant {
  const through = region.startsWith("cn-")
    ? [`${service}.${region}.amazonaws.com`, `${service}.${region}.amazonaws.com.cn`]
    : [`${service}.${region}.amazonaws.com`];
  return { actions, resources: [arn], conditions: { StringEquals: { "kms:ViaService": through } } };
}
