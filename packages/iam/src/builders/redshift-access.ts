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
}

/** What a warehouse is in policies. */
export interface CheckedRedshift {
  readonly values: { readonly redshiftArn: string; readonly dbnameArn: string };
  /** How one signs in without a secret. */
  readonly signIn: "cluster" | "workgroup";
}

const NAMES = { arn: "redshift.arn", database: "redshift.database" };

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
  checkOptionNames(`${what}: redshift`, redshift, ["arn", "database"]);
  const { arn, database } = redshift;
  const isCluster = parseArn(arn)?.service === "redshift";
  const form = isCluster ? REDSHIFT_CLUSTER : REDSHIFT_WORKGROUP;
  const [redshiftArn = ""] = checkArns({ what, name: names.arn }, arn, form);
  if (redshiftArn === "") throw new TypeError(`${what}: ${names.arn} must be ${form.expected}.`);
  if (isCluster !== (database !== undefined))
    throw new TypeError(
      `${what}: ${names.database} is for the ARN of a cluster, which needs it; a work group has none.`,
    );
  if (database !== undefined && !/^[a-z_][a-z0-9_$]{0,126}$/.test(database))
    throw new TypeError(`${what}: ${names.database} must be a name, not ${show(database)}.`);
  const dbnameArn = `${redshiftArn.replace(":cluster:", ":dbname:")}/${String(database)}`;
  return { values: { redshiftArn, dbnameArn }, signIn: isCluster ? "cluster" : "workgroup" };
}
