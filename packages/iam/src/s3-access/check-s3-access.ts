import type { IAMClient } from "@aws-sdk/client-iam";
import { checkOptionNames } from "@cloudapi/core/internal";
import { checkBucket, checkPrefix, show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { checkGivenPolicies, GIVEN, type GivenPolicies } from "../policy-kinds/given-policies.ts";
import type { PolicyCoverage } from "../policy-kinds/policy-coverage.ts";
import { resolvePrincipal } from "../principal/resolve-principal.ts";
import type { ActionDecision } from "../simulation/action-decision.ts";
import type { SimulationContext } from "../simulation/context.ts";
import { type AnsweredBy, decideActions } from "../simulation/decide-actions.ts";
import type { ActionQuestion, Simulation } from "../simulation/simulate-actions.ts";
import { s3Questions } from "./s3-questions.ts";

/** Whose access to what is checked. */
export interface S3AccessInput extends GivenPolicies {
  /** A user, group or role, or the session of a role. */
  readonly principalArn: string;
  readonly bucket: string;
  /** Prefix of the keys; the whole bucket when left out. */
  readonly prefix?: string;
  /** The bucket's policy, which is not looked up: its JSON text or the parsed document. */
  readonly bucketPolicy?: string | object;
  /** Account that owns the bucket, where it is not the principal's. */
  readonly bucketOwner?: string;
  /** The KMS key of the bucket: reading then needs kms:Decrypt on it, writing kms:GenerateDataKey too. */
  readonly kmsKeyArn?: string;
  /** Values for the condition keys that the policies ask for. */
  readonly context?: SimulationContext;
}

/** One kind of access: allowed when every action it needs is. */
export interface AccessDecision {
  readonly allowed: boolean;
  readonly actions: readonly ActionDecision[];
}

/** What a principal may do with a bucket, below a prefix. */
export interface S3Access {
  /** The principal that was simulated: for a session, its role. */
  readonly principalArn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly read: AccessDecision;
  readonly write: AccessDecision;
  readonly list: AccessDecision;
  /** Whether a bucket policy took part; without it the answer is that of the principal's own policies. */
  readonly bucketPolicyIncluded: boolean;
  /** IAM's simulator, or our own evaluation of the policies of a role, or of a user and its groups, where it may not be used. */
  readonly answeredBy: AnsweredBy;
  /** Which kinds of policies took part in the answer, which did not, and why. */
  readonly coverage: readonly PolicyCoverage[];
}

const WHAT = "checkS3Access";
const KNOWN = [
  ...GIVEN,
  "principalArn",
  "bucket",
  "prefix",
  "bucketPolicy",
  "bucketOwner",
  "kmsKeyArn",
  "context",
];

/**
 * Ask IAM's policy simulator whether a principal may read, write and list objects below a prefix.
 *
 * Identity policies, permissions boundary and service control policies take part. The bucket policy does
 * only if it is given (IAM documents that for users; it may refuse it for roles), and so do a session's own policies
 * (`sessionPolicies`) and those of an organisation (`organisation`, which `readOrganisationPolicies` reads); key policies, ACLs,
 * VPC endpoint policies and the public access block never do. `coverage` says what took part, what didn't, and why.
 * Denied actions say who denies them. Where the simulator may not be used, the policies and boundary of a role, or of a user and its
 * groups, are read and evaluated here (`answeredBy`), which needs what `checkRole` needs, or the same for users and groups.
 * Needs `iam:SimulatePrincipalPolicy` on the principal, and `iam:GetRole` where a session's ARN is given.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {IamCheckError} `CANNOT_SIMULATE` when the caller may not simulate, `NO_SUCH_PRINCIPAL`,
 *   `UNSUPPORTED_PRINCIPAL`, `CANNOT_READ_ROLE`, `INVALID_SIMULATION`, `SIMULATION_NOT_SUPPORTED`, `IAM_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { IAMClient } from "@aws-sdk/client-iam";
 * import { checkS3Access, IamCheckError } from "@cloudapi/iam";
 *
 * const iam = new IAMClient({});
 * const bad = checkS3Access(iam, { principalArn: "arn:aws:iam::123456789012:root", bucket: "cloudapi-logs-raw" });
 * console.log(await bad.catch((error) => error instanceof IamCheckError && error.code)); // => "UNSUPPORTED_PRINCIPAL"
 * ```
 */
export async function checkS3Access(
  iam: IAMClient,
  input: S3AccessInput,
  options?: { readonly signal?: AbortSignal },
): Promise<S3Access> {
  const place = checkedPlace(input);
  const given = checkGivenPolicies(WHAT, input);
  checkOptionNames(WHAT, options, ["signal"]);
  const principalArn = await resolvePrincipal(iam, WHAT, input.principalArn, options?.signal);
  const partition = parseArn(principalArn)?.partition ?? "aws";
  const simulation: Simulation = {
    what: WHAT,
    principalArn,
    context: input.context,
    resourcePolicy: policyText(input.bucketPolicy),
    takesResourcePolicy: true,
    resourceOwner: ownerOf(input.bucketOwner),
    given,
    signal: options?.signal,
  };
  const questions = s3Questions(partition, place);
  const { read, write, list } = questions;
  const all = [...read, ...write, ...list];
  const { decisions, answeredBy, coverage } = await decideActions(iam, simulation, all);
  const reads = countOf(read);
  const writes = reads + countOf(write);
  const { bucket, prefix } = place;
  return {
    principalArn,
    bucket,
    prefix,
    read: toAccess(decisions.slice(0, reads)),
    write: toAccess(decisions.slice(reads, writes)),
    list: toAccess(decisions.slice(writes)),
    bucketPolicyIncluded: simulation.resourcePolicy !== undefined,
    answeredBy,
    coverage,
  };
}

function countOf(questions: readonly ActionQuestion[]): number {
  return questions.flatMap(({ actions }) => actions).length;
}

function checkedPlace(input: S3AccessInput) {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with principalArn and bucket.`);
  checkOptionNames(WHAT, input, KNOWN);
  const { bucket, prefix = "", kmsKeyArn } = input;
  checkBucket(WHAT, "bucket", bucket);
  checkPrefix(WHAT, "prefix", prefix);
  if (kmsKeyArn !== undefined && parseArn(kmsKeyArn)?.service !== "kms") {
    throw new TypeError(`${WHAT}: kmsKeyArn must be the ARN of a KMS key, not ${show(kmsKeyArn)}.`);
  }
  return { bucket, prefix, kmsKeyArn };
}

function policyText(policy: S3AccessInput["bucketPolicy"]): string | undefined {
  if (policy === undefined) return undefined;
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && "Statement" in parsed) return text;
  } catch {
    // Text that is not JSON is refused like a document without statements: neither is a policy.
  }
  throw new TypeError(
    `${WHAT}: bucketPolicy must be a policy document with Statement, as text or parsed.`,
  );
}

function ownerOf(account: string | undefined): string | undefined {
  if (account === undefined || /^\d{12}$/.test(account)) return account;
  throw new TypeError(
    `${WHAT}: bucketOwner must be an account id of 12 digits, not ${show(account)}.`,
  );
}

function toAccess(actions: readonly ActionDecision[]): AccessDecision {
  return { allowed: actions.every(({ allowed }) => allowed), actions };
}
