import { validationNeeds } from "@cloudapi/validation/needs";
import { type BoundNeed, bindCase, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import { composePolicy } from "../needs/compose-policy.ts";
import { keyValues, serviceSuffix } from "../needs/key-values.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { checkLambdaPolicyInput } from "./check-lambda-policy-input.ts";
import type { CheckedLambdaPolicyInput, LambdaPolicyInput } from "./lambda-policy-input.ts";

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
  const { bucketOwners, attachment } = checked;
  return composePolicy(lambdaNeeds(checked), { bucketOwners, attachment });
}

const VALIDATOR = validationNeeds.createValidationHandler;

function lambdaNeeds(input: CheckedLambdaPolicyInput): BoundNeed[] {
  const values = placeValues(input);
  return [
    ...bindNeeds(VALIDATOR, values, casesOf(input)),
    ...input.keys.flatMap(({ use, place, arn }) => {
      const named = { ...values, ...keyValues(place, arn) };
      const bound = bindCase(VALIDATOR, named, { only: `${place}${use}`, cases: [] });
      return input.encryptionContext ? bound : bound.map(ofAnyObject);
    }),
  ];
}

/** Under the key, whatever S3 says of which object it is: the text that policies of validators have had. */
function ofAnyObject({ conditions = {}, ...need }: BoundNeed): BoundNeed {
  const { StringLikeIfExists: _, ...rest } = conditions;
  return { ...need, conditions: rest };
}

function placeValues(input: CheckedLambdaPolicyInput): NeedValues {
  const { partition, raw, quarantine, topicArn, queueArn, deadLetter, logGroupArn } = input;
  return {
    partition,
    serviceSuffix: serviceSuffix(partition),
    bucket: raw.bucket,
    prefix: raw.prefix,
    "quarantine.bucket": quarantine.bucket,
    "quarantine.prefix": quarantine.prefix,
    topicArn,
    queueArn,
    deadLetterArn: deadLetter?.arn,
    logGroupArn,
  };
}

function casesOf({
  versioned,
  topicArn,
  queueArn,
  deadLetter,
  logGroupArn,
}: CheckedLambdaPolicyInput): string[] {
  return [
    ...(versioned ? ["versions"] : []),
    ...(topicArn === undefined ? [] : ["topic"]),
    ...(queueArn === undefined ? [] : ["queue"]),
    ...(logGroupArn === undefined ? [] : ["logs"]),
    ...(deadLetter === undefined ? [] : [deadLetter.to]),
  ];
}
