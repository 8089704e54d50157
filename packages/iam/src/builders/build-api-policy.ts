import { apiNeeds } from "@cloudapi/api/needs";
import { checkOptionNames } from "@cloudapi/core/internal";
import { bindNeeds } from "../needs/bind-needs.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { type AthenaReaderPolicyInput, checkReader, READER } from "./athena-reader.ts";
import { checkSecrets, logGroupArn, SECRET_INPUT, type SecretInput } from "./optional-arns.ts";
import { policyFrame } from "./policy-frame.ts";
import { checkRedshift, type RedshiftAccess } from "./redshift-access.ts";

/** What an API over tables works with. */
export interface ApiPolicyInput extends AthenaReaderPolicyInput, SecretInput {
  readonly redshift?: RedshiftAccess;
  /** Whether its dashboard says what the work group's queries cost; false when left out. */
  readonly queryHistory?: boolean;
  /** Name or ARN of the log group that it writes to. */
  readonly logGroup?: string;
}

const WHAT = "buildApiPolicy";
const KNOWN = [...READER, ...SECRET_INPUT, "redshift", "queryHistory", "logGroup"] as const;

/**
 * The least that an API over tables needs: it queries the named tables through one work group of Athena, as
 * `buildAthenaReaderPolicy` has it, may ask one warehouse through the Redshift Data API, and sees its own statements alone there.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildApiPolicy } from "@cloudapi/iam";
 *
 * const policy = buildApiPolicy({
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 *   workGroup: "api",
 *   database: "logs",
 *   tables: [{ dataset: apiLogs, location: "s3://cloudapi-lake/api_logs/" }],
 *   outputLocation: "s3://cloudapi-results/api/",
 *   redshift: { arn: "arn:aws:redshift-serverless:eu-central-1:123456789012:workgroup/0f1e2d3c" },
 * });
 * console.log(policy.Statement.some(({ Action }) => Action.includes("redshift-data:ExecuteStatement"))); // => true
 * ```
 */
export function buildApiPolicy(input: ApiPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with database and tables.`);
  checkOptionNames(WHAT, input, KNOWN);
  const reader = checkReader(WHAT, input);
  if (![undefined, true, false].includes(input.queryHistory))
    throw new TypeError(`${WHAT}: queryHistory must be true or false.`);
  const secrets = checkSecrets(WHAT, input);
  const redshift = input.redshift && checkRedshift(WHAT, input.redshift);
  const arns = [...reader.keys, ...secrets.arns, input.redshift?.arn];
  const { values, compose } = policyFrame(WHAT, input, arns);
  const logs = logGroupArn(WHAT, input.logGroup, values);
  return compose([
    ...reader.needs(values),
    ...(redshift === undefined
      ? []
      : bindNeeds(ROLE_NEEDS.queryRedshift, { ...values, ...redshift.values }, [redshift.signIn])),
    ...(input.queryHistory === true
      ? bindNeeds(apiNeeds.athenaHistory, { ...values, workGroup: input.workGroup ?? "primary" })
      : []),
    ...secrets.needs(values),
    ...(logs === undefined
      ? []
      : bindNeeds(ROLE_NEEDS.writeLogs, { ...values, logGroupArn: logs })),
  ]);
}
