import { S3Error } from "../s3-error.ts";
import { checkStatement, type PolicyStatement } from "./policy-statement.ts";

const MAX_BYTES = 20 * 1024;
const VERSIONS = ["2012-10-17", "2008-10-17"];

/**
 * Read a bucket's policy.
 *
 * @throws {S3Error} MalformedPolicy for what S3 does not take, or PolicyTooLarge
 */
export function readPolicy(text: string, bucketName: string): PolicyStatement[] {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new S3Error("MalformedPolicy", "Policy exceeds the maximum allowed document size.");
  const policy = parse(text);
  const { Version = "2008-10-17", Statement, Id, ...strangers } = policy;
  if (!VERSIONS.includes(String(Version)))
    throw malformedPolicy("The policy must contain a valid version string");
  if (Id !== undefined && typeof Id !== "string") throw malformedPolicy("Invalid policy syntax.");
  const [stranger] = Object.keys(strangers);
  if (stranger !== undefined) throw malformedPolicy(`Unknown field ${stranger.slice(0, 50)}`);
  if (Statement === undefined) throw malformedPolicy("Missing required field Statement");
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (statements.length === 0)
    throw malformedPolicy("Could not parse the policy: Statement is empty!");
  return statements.map((statement) => checkStatement(statement, bucketName));
}

function parse(text: string): Record<string, unknown> {
  const invalid = "Policies must be valid JSON and the first byte must be '{'";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedPolicy(invalid);
  }
  if (!text.startsWith("{") || typeof value !== "object" || value === null)
    throw malformedPolicy(invalid);
  return { ...value };
}

function malformedPolicy(message: string): S3Error {
  return new S3Error("MalformedPolicy", message);
}
