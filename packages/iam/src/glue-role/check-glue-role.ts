import type { IAMClient } from "@aws-sdk/client-iam";
import { checkOptionNames } from "@cloudapi/core/internal";
import { checkBucket, checkPrefix, show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { checkGivenPolicies, GIVEN, type GivenPolicies } from "../policy-kinds/given-policies.ts";
import type { PolicyCoverage } from "../policy-kinds/policy-coverage.ts";
import { getRole } from "../principal/resolve-principal.ts";
import type { ActionDecision } from "../simulation/action-decision.ts";
import type { SimulationContext } from "../simulation/context.ts";
import { type AnsweredBy, decideActions } from "../simulation/decide-actions.ts";
import { glueQuestions, type S3Location } from "./glue-questions.ts";
import { decideTrust, parseTrustPolicy, type TrustDecision } from "./trust-policy.ts";

/** The role of a Glue job, and what the job works with. */
export interface GlueRoleInput extends GivenPolicies {
  /** The role's name or ARN. */
  readonly roleName: string;
  /** What the job reads: sources, and the script. */
  readonly reads?: readonly S3Location[];
  /** What the job writes: targets, and the temporary folder. */
  readonly writes?: readonly S3Location[];
  /** The catalog database whose tables the job uses. */
  readonly database?: string;
  /** The region the job runs in; the client's when left out. */
  readonly region?: string;
  /** The KMS key of the buckets. */
  readonly kmsKeyArn?: string;
  /** Values for the condition keys that the policies ask for. */
  readonly context?: SimulationContext;
}

/** Whether a role can run a Glue job, and what is missing. */
export interface GlueRoleReport {
  readonly roleArn: string;
  /** Trusted, and nothing missing. */
  readonly ready: boolean;
  readonly trust: TrustDecision;
  readonly permissions: readonly ActionDecision[];
  /** The denied ones of `permissions`. */
  readonly missing: readonly ActionDecision[];
  /** IAM's simulator, or our own evaluation of the role's policies where the simulator may not be used. */
  readonly answeredBy: AnsweredBy;
  /** Which kinds of policies took part in the answer, which did not, and why. */
  readonly coverage: readonly PolicyCoverage[];
}

const WHAT = "checkGlueRole";
const KNOWN = [
  ...GIVEN,
  "roleName",
  "reads",
  "writes",
  "database",
  "region",
  "kmsKeyArn",
  "context",
];

/**
 * Check whether a role can run a Glue job: its trust policy lets Glue assume it, and its policies allow what
 * the job does with S3, the Data Catalog, KMS and its logs. Every missing action is named with its resource.
 *
 * Permissions are the policy simulator's answers, or our own evaluation of the role's policies where it may not be used
 * (`answeredBy`; it needs what `checkRole` needs); bucket and key policies and Lake Formation take no part. An organisation's policies
 * take part where they are given (`organisation`); `coverage` says what took part, what didn't, and why.
 * Needs `iam:GetRole` and `iam:SimulatePrincipalPolicy` on the role.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {IamCheckError} `NO_SUCH_PRINCIPAL`, `CANNOT_READ_ROLE`, `CANNOT_SIMULATE`, `INVALID_TRUST_POLICY`,
 *   `INVALID_SIMULATION`, `SIMULATION_NOT_SUPPORTED`, `IAM_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { IAMClient } from "@aws-sdk/client-iam";
 * import { checkGlueRole } from "@cloudapi/iam";
 *
 * const iam = new IAMClient({});
 * const check = checkGlueRole(iam, { roleName: "glue job", reads: [{ bucket: "cloudapi-logs-raw" }] });
 * console.log(await check.catch((error) => error.message.includes("roleName"))); // => true
 * ```
 */
export async function checkGlueRole(
  iam: IAMClient,
  input: GlueRoleInput,
  options?: { readonly signal?: AbortSignal },
): Promise<GlueRoleReport> {
  const roleName = checkedRoleName(input);
  const given = checkGivenPolicies(WHAT, input);
  checkOptionNames(WHAT, options, ["signal"]);
  const region = input.region ?? (await regionOf(iam));
  const role = await getRole(iam, roleName, options?.signal);
  const roleArn = role.Arn ?? "";
  const { partition = "aws", account = "" } = parseArn(roleArn) ?? {};
  const trust = decideTrust(parseTrustPolicy(role.AssumeRolePolicyDocument, roleArn), roleArn);
  const { reads = [], writes = [], database, kmsKeyArn } = input;
  const simulation = {
    what: WHAT,
    principalArn: roleArn,
    context: input.context,
    given,
    signal: options?.signal,
  };
  const {
    decisions: permissions,
    answeredBy,
    coverage,
  } = await decideActions(
    iam,
    simulation,
    glueQuestions({ partition, account, region, reads, writes, database, kmsKeyArn }),
  );
  const missing = permissions.filter(({ allowed }) => !allowed);
  const ready = trust.trusted && missing.length === 0;
  return { roleArn, ready, trust, permissions, missing, answeredBy, coverage };
}

function checkedRoleName(input: GlueRoleInput): string {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with roleName.`);
  checkOptionNames(WHAT, input, KNOWN);
  for (const [kind, locations] of [
    ["reads", input.reads ?? []],
    ["writes", input.writes ?? []],
  ] as const) {
    locations.forEach((location, index) => checkLocation(`${kind}[${index}]`, location));
  }
  checkDatabase(input);
  if (input.kmsKeyArn !== undefined && parseArn(input.kmsKeyArn)?.service !== "kms") {
    throw new TypeError(
      `${WHAT}: kmsKeyArn must be the ARN of a KMS key, not ${show(input.kmsKeyArn)}.`,
    );
  }
  const role = parseArn(input.roleName);
  const name =
    role?.service === "iam" && role.resource.startsWith("role/")
      ? role.resource.split("/").at(-1)
      : input.roleName;
  if (typeof name === "string" && /^[\w+=,.@-]{1,64}$/.test(name)) return name;
  throw new TypeError(
    `${WHAT}: roleName must be the name or the ARN of a role, not ${show(input.roleName)}.`,
  );
}

function checkLocation(name: string, location: S3Location): void {
  checkOptionNames(`${WHAT}: ${name}`, location, ["bucket", "prefix"]);
  checkBucket(WHAT, `${name}.bucket`, location?.bucket);
  checkPrefix(WHAT, `${name}.prefix`, location.prefix ?? "");
}

function checkDatabase({ database, region }: GlueRoleInput): void {
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new TypeError(
      `${WHAT}: region must be an AWS region like eu-central-1, not ${show(region)}.`,
    );
  }
  if (
    database === undefined ||
    (typeof database === "string" && /^[^\s*?$/:]{1,255}$/.test(database))
  )
    return;
  throw new TypeError(
    `${WHAT}: database must be the name of a catalog database, not ${show(database)}.`,
  );
}

async function regionOf(iam: IAMClient): Promise<string> {
  try {
    return await iam.config.region();
  } catch (cause) {
    throw new TypeError(`${WHAT}: give region, the region the job runs in; the client has none.`, {
      cause,
    });
  }
}
