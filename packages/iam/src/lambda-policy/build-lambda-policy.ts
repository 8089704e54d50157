import { canonicalPolicy, type Grant } from "../policy/canonical-policy.ts";
import { checkPolicySize } from "../policy/check-policy-size.ts";
import { escapeWildcards } from "../policy/escape-wildcards.ts";
import type { PolicyConditions, PolicyDocument } from "../policy/policy-document.ts";
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
 * Canonical: the same input gives the same document, sorted and without repetition. Where `accountId` or `bucketOwner`
 * is given, buckets of the same names in other accounts are out of reach (`aws:ResourceAccount`). Listing is granted for
 * the raw prefix only: S3 may say "denied" of an object that is gone, and the handler then looks for it there.
 *
 * @throws {TypeError} naming the field at fault, for example text that is not a bucket's name, a directory bucket, or a
 *   quarantine inside the watched prefix, which the handler refuses as well
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

function objectGrants(input: CheckedLambdaPolicyInput): Grant[] {
  const { partition, raw, quarantine, versioned } = input;
  const read = versioned ? ["s3:GetObject", "s3:GetObjectVersion"] : ["s3:GetObject"];
  return [
    { sid: "ReadRaw", actions: read, resources: [objectsArn(partition, raw)], ...ofOwner(input) },
    {
      sid: "WriteQuarantine",
      // Verdicts are read before they are replaced, and If-Match asks for s3:GetObject too. Whoever aborts an upload looks
      // whether a part has landed since.
      actions: [
        "s3:AbortMultipartUpload",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ],
      resources: [objectsArn(partition, quarantine)],
      ...ofOwner(input),
    },
  ];
}

function objectsArn(partition: string, { bucket, prefix }: Place): string {
  return `arn:${partition}:s3:::${bucket}/${escapeWildcards(prefix)}*`;
}

/** S3 may answer "denied" for a raw object that is gone: the listing then says which. Verdicts need none. */
function listGrants(input: CheckedLambdaPolicyInput): Grant[] {
  const { partition, raw, versioned } = input;
  const condition =
    raw.prefix === "" ? {} : { StringLike: { "s3:prefix": [`${escapeWildcards(raw.prefix)}*`] } };
  return [
    {
      sid: "ListRaw",
      actions: versioned ? ["s3:ListBucket", "s3:ListBucketVersions"] : ["s3:ListBucket"],
      resources: [`arn:${partition}:s3:::${raw.bucket}`],
      ...ofOwner(input, condition),
    },
  ];
}

/** The conditions, and that the bucket belongs to the accounts that are named. */
function ofOwner(
  { bucketOwners }: CheckedLambdaPolicyInput,
  conditions: PolicyConditions = {},
): { conditions?: PolicyConditions } {
  const all =
    bucketOwners.length === 0
      ? conditions
      : { ...conditions, StringEquals: { "aws:ResourceAccount": bucketOwners } };
  return Object.keys(all).length === 0 ? {} : { conditions: all };
}

function messageGrants({ topicArn, queueArn, deadLetter }: CheckedLambdaPolicyInput): Grant[] {
  const consume = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
  const grant = (sid: string, actions: string[], arn: string | undefined) =>
    arn === undefined ? [] : [{ sid, actions, resources: [arn] }];
  return [
    ...grant("PublishAlerts", ["sns:Publish"], topicArn),
    ...grant("ReceiveEvents", consume, queueArn),
    ...grant("KeepDeadLetters", [deadLetter?.action ?? ""], deadLetter?.arn),
  ];
}

/** The streams of the group; the group itself is made beforehand, with its retention. */
function logGrants({ logGroupArn }: CheckedLambdaPolicyInput): Grant[] {
  if (logGroupArn === undefined) return [];
  const actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
  return [{ sid: "WriteLogs", actions, resources: [`${logGroupArn}:*`] }];
}

function keyGrant({ sid, arn, region, service, actions }: KeyUse): Grant {
  const through = region.startsWith("cn-")
    ? [`${service}.${region}.amazonaws.com`, `${service}.${region}.amazonaws.com.cn`]
    : [`${service}.${region}.amazonaws.com`];
  const conditions = { StringEquals: { "kms:ViaService": through } };
  return { sid, actions, resources: [arn], conditions };
}
