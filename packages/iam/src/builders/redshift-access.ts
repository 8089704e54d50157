import { checkOptionNames } from "@cloudapi/core/internal";
import { REDSHIFT_CLUSTER, REDSHIFT_WORKGROUP } from "../arn/arn-form.ts";
import { show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { checkArns } from "./optional-arns.ts";

/** The warehouse that may be asked, through the Redshift Data API. */
export interface RedshiftAccess {
  /** ARN of the work group of Redshift Serverless, or of the cluster. */
  readonly arn: string;
  /** The database of a cluster. */
  readonly database?: string;
  /** The user of a cluster's database as whom one signs in; as the IAM identity when left out. */
  readonly dbUser?: string;
}

/** What a warehouse is in policies. */
export interface CheckedRedshift {
  readonly values: {
    readonly redshiftArn: string;
    readonly dbnameArn: string;
    readonly dbuserArn: string;
  };
  /** How one signs in without a secret. */
  readonly signIn: "cluster" | "dbUser" | "workgroup";
}

const NAMES = {
  arn: "redshift.arn",
  database: "redshift.database",
  dbUser: "redshift.dbUser",
};
const NAME = /^[a-z_][a-z0-9_$]{0,126}$/;

/**
 * @param names what the fields are called where they are given
 * @throws {TypeError} naming the field at fault
 */
export function checkRedshift(
  what: string,
  redshift: RedshiftAccess,
  names = NAMES,
): CheckedRedshift {
  if (typeof redshift !== "object" || redshift === null)
    throw new TypeError(`${what}: redshift must be { arn }, not ${show(redshift)}.`);
  checkOptionNames(`${what}: redshift`, redshift, ["arn", "database", "dbUser"]);
  const { arn, database, dbUser } = redshift;
  const isCluster = parseArn(arn)?.service === "redshift";
  const form = isCluster ? REDSHIFT_CLUSTER : REDSHIFT_WORKGROUP;
  const [redshiftArn = ""] = checkArns({ what, name: names.arn }, arn, form);
  if (redshiftArn === "") throw new TypeError(`${what}: ${names.arn} must be ${form.expected}.`);
  if (isCluster !== (database !== undefined))
    throw new TypeError(
      `${what}: ${names.database} is for the ARN of a cluster, which needs it; a work group has none.`,
    );
  if (!isCluster && dbUser !== undefined)
    throw new TypeError(`${what}: ${names.dbUser} is for a cluster; a work group has none.`);
  for (const [name, value] of [
    [names.database, database],
    [names.dbUser, dbUser],
  ] as const)
    if (value !== undefined && !NAME.test(value))
      throw new TypeError(`${what}: ${name} must be a name, not ${show(value)}.`);
  const inCluster = (kind: string, name: string | undefined) =>
    `${redshiftArn.replace(":cluster:", `:${kind}:`)}/${String(name)}`;
  const values = {
    redshiftArn,
    dbnameArn: inCluster("dbname", database),
    dbuserArn: inCluster("dbuser", dbUser),
  };
  if (!isCluster) return { values, signIn: "workgroup" };
  return { values, signIn: dbUser === undefined ? "cluster" : "dbUser" };
}
