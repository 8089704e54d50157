import { checkOptionNames } from "@cloudapi/core/internal";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { type AthenaReaderPolicyInput, checkReader, READER } from "./athena-reader.ts";
import { policyFrame } from "./policy-frame.ts";

const WHAT = "buildAthenaReaderPolicy";

/**
 * The least that somebody needs to query tables through one work group of Athena: the tables' entries and objects, and a
 * folder for results. Nothing can be changed but the results.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildAthenaReaderPolicy } from "@cloudapi/iam";
 *
 * const policy = buildAthenaReaderPolicy({
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 *   workGroup: "analysts",
 *   database: "logs",
 *   tables: [{ dataset: apiLogs, location: "s3://cloudapi-logs-processed/api_logs/" }],
 *   outputLocation: "s3://cloudapi-logs-results/analysts/",
 * });
 * const written = policy.Statement.filter(({ Action }) => Action.includes("s3:PutObject"));
 * console.log(written.flatMap(({ Resource }) => Resource)); // => ["arn:aws:s3:::cloudapi-logs-results/analysts/*"]
 * ```
 */
export function buildAthenaReaderPolicy(input: AthenaReaderPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with database and tables.`);
  checkOptionNames(WHAT, input, READER);
  const { keys, needs } = checkReader(WHAT, input);
  const frame = policyFrame(WHAT, input, keys);
  return frame.compose(needs(frame.values));
}
