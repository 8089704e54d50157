import { plainLiteral } from "./text-literal.ts";

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/** The clause by which Redshift reads and writes S3: a role, or the one that the cluster has by default. */
export function roleClause(what: string, iamRole: string): string {
  if (iamRole === "default") return "IAM_ROLE default";
  const roles = typeof iamRole === "string" ? iamRole.split(",") : [];
  if (roles.length > 0 && roles.every((role) => ROLE.test(role)))
    return `IAM_ROLE ${plainLiteral(what, iamRole)}`;
  throw new TypeError(
    `${what}: iamRole must be "default" or the ARN of a role (several, chained, with commas between them), not ${JSON.stringify(iamRole)}.`,
  );
}

const PLACE = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\\']{0,1024}$/;

/** A place in S3 as a literal. */
export function placeLiteral(what: string, place: string): string {
  if (typeof place === "string" && PLACE.test(place)) return plainLiteral(what, place);
  throw new TypeError(
    `${what} must be "s3://bucket/key" without quotes and backslashes, not ${JSON.stringify(place)}.`,
  );
}
