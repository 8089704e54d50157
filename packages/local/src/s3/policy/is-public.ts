import type { PolicyStatement } from "./policy-statement.ts";

/** Condition keys that, with fixed values, leave a statement for everybody to somebody only. */
const LIMITING_KEYS = [
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:username",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/** Whether a policy gives something to everybody, by the rules of Block Public Access. */
export function isPublic(statements: readonly PolicyStatement[]): boolean {
  return statements.some(
    ({ effect, principals, notPrincipal, conditions }) =>
      effect === "Allow" &&
      (notPrincipal || principals.includes("*")) &&
      !Object.entries(conditions).some(([operator, keys]) => limits(operator, keys)),
  );
}

function limits(operator: string, keys: Readonly<Record<string, readonly string[]>>): boolean {
  if (/not|ifexists|null/i.test(operator)) return false;
  return Object.entries(keys).some(
    ([key, values]) =>
      LIMITING_KEYS.includes(key.toLowerCase()) &&
      values.every((value) => !/[*?]|\/0$|\$\{/.test(value)),
  );
}
