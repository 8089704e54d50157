import { checkOptionNames } from "@cloudapi/core/internal";
import { checkArn, KEY } from "../arn/arn-form.ts";
import { checkAccount, partitionOf } from "../arn/check-account.ts";
import { checkBucket } from "../arn/check-names.ts";
import type {
  PolicyConditions,
  PolicyDocument,
  PolicyStatement,
} from "../policy/policy-document.ts";

/** What a bucket is to be guarded against, beside connections that are not encrypted. */
export interface BucketPolicyInput {
  readonly bucket: string;
  /** The one key that objects may be written under. The bucket's default encryption must be under it. */
  readonly kmsKeyArn?: string;
  /** The accounts whose users and roles may use the bucket at all; services of AWS that act for the bucket's owner still may. */
  readonly accounts?: string | readonly string[];
  /** `aws`, `aws-cn` or `aws-us-gov`; that of the key when left out, else `aws`. */
  readonly partition?: string;
}

const WHAT = "buildBucketPolicy";
const EVERYBODY = { AWS: ["*"] } as const;

/**
 * A bucket's policy that only denies: what comes without TLS, and where it is asked for, what would be written under
 * another key or encryption than the bucket's own, and whoever is of other accounts. What anybody may do is for the
 * policies of users and roles.
 *
 * A request that says nothing of encryption is not denied: S3 then uses the bucket's default. One that names a key must
 * name it by its ARN.
 *
 * @throws {TypeError} naming the field at fault
 *
 * @example
 * ```ts
 * import { buildBucketPolicy } from "@cloudapi/iam";
 *
 * const { Statement } = buildBucketPolicy({ bucket: "cloudapi-logs-raw", accounts: "123456789012" });
 * console.log(Statement.map(({ Sid }) => Sid)); // => ["DenyOtherAccounts", "DenyWithoutTls"]
 * ```
 */
export function buildBucketPolicy(input: BucketPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with bucket.`);
  checkOptionNames(WHAT, input, ["bucket", "kmsKeyArn", "accounts", "partition"]);
  const { bucket, kmsKeyArn } = input;
  checkBucket(WHAT, "bucket", bucket);
  if (kmsKeyArn !== undefined) checkArn(WHAT, "kmsKeyArn", kmsKeyArn, KEY);
  const arn = `arn:${partitionOf(WHAT, input.partition, [kmsKeyArn])}:s3:::${bucket}`;
  return {
    Version: "2012-10-17",
    Statement: [
      ...(kmsKeyArn === undefined ? [] : otherKeys(arn, kmsKeyArn)),
      ...otherAccounts(arn, input.accounts),
      deny("DenyWithoutTls", onAll(arn), { Bool: { "aws:SecureTransport": ["false"] } }),
    ],
  };
}

function otherAccounts(arn: string, accounts: BucketPolicyInput["accounts"]): PolicyStatement[] {
  if (accounts === undefined) return [];
  const own = [...new Set([accounts].flat())].sort();
  if (own.length === 0)
    throw new TypeError(`${WHAT}: accounts must name at least one, or be left out.`);
  for (const account of own) checkAccount(WHAT, "accounts", account);
  return [
    deny("DenyOtherAccounts", onAll(arn), {
      // A service of AWS is of no account, and somebody who has not signed is no service.
      BoolIfExists: { "aws:PrincipalIsAWSService": ["false"] },
      StringNotEqualsIfExists: { "aws:PrincipalAccount": own },
    }),
  ];
}

/** Algorithm and key come in headers of their own, and either may be wrong, or missing beside the other. */
function otherKeys(arn: string, kmsKeyArn: string): PolicyStatement[] {
  const writes = { Action: ["s3:PutObject"], Resource: [`${arn}/*`] };
  const encryption = "s3:x-amz-server-side-encryption";
  const key = `${encryption}-aws-kms-key-id`;
  return [
    deny("DenyKeysOfCallers", writes, {
      Null: { [`${encryption}-customer-algorithm`]: ["false"] },
    }),
    // Of KMS without a key, S3 takes the one that AWS manages.
    deny("DenyKeysOfAws", writes, {
      Null: { [key]: ["true"] },
      StringEquals: { [encryption]: ["aws:kms"] },
    }),
    deny("DenyOtherEncryption", writes, isOther(encryption, "aws:kms")),
    deny("DenyOtherKeys", writes, isOther(key, kmsKeyArn)),
  ];
}

/** Said, and something else: where nothing is said, a negated operator alone holds as well. */
function isOther(key: string, wanted: string): PolicyConditions {
  return { Null: { [key]: ["false"] }, StringNotEquals: { [key]: [wanted] } };
}

type Subject = Pick<PolicyStatement, "Action" | "Resource">;

function onAll(arn: string): Subject {
  return { Action: ["s3:*"], Resource: [arn, `${arn}/*`] };
}

function deny(Sid: string, subject: Subject, Condition: PolicyConditions): PolicyStatement {
  return { Sid, Effect: "Deny", Principal: EVERYBODY, ...subject, Condition };
}
