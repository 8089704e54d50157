import { checkOptionNames, type Need } from "@cloudapi/core/internal";
import { checkArn, SECRET } from "../arn/arn-form.ts";
import { checkTableBucket } from "../arn/check-service-names.ts";
import type { NeedValues } from "../needs/bind-needs.ts";
import { checkRedshift } from "./redshift-access.ts";
import type { Field } from "./s3-place.ts";

/** What an operation works with beside S3, the catalog and Athena. */
export interface ServiceUse {
  /** ARN of the work group of Redshift Serverless, or of the cluster. */
  readonly redshiftArn?: string;
  /** The database of a cluster. */
  readonly redshiftDatabase?: string;
  /** The user of a cluster that temporary credentials are taken for. */
  readonly redshiftUser?: string;
  /** ARN of the secret by which a warehouse is signed in to. */
  readonly secretArn?: string;
  /** The table bucket of S3 Tables. */
  readonly tableBucket?: string;
}

export const SERVICE_USE = [
  "redshiftArn",
  "redshiftDatabase",
  "redshiftUser",
  "secretArn",
  "tableBucket",
] as const satisfies readonly (keyof ServiceUse)[];

/** Cases that follow from what is given, and that nobody names. */
export const DERIVED_CASES: readonly string[] = [
  "results",
  "unload",
  "workgroup",
  "cluster",
  "dbUser",
  "secret",
];

/** The same, checked. */
export interface CheckedServices {
  readonly values: NeedValues;
  readonly cases: readonly string[];
  readonly arns: readonly (string | undefined)[];
}

/** @throws {TypeError} naming the field at fault */
export function checkServices(field: Field, use: ServiceUse): CheckedServices {
  const at = `${field.what}: ${field.name}`;
  checkOptionNames(at, use, SERVICE_USE);
  const { redshiftArn, secretArn, tableBucket } = use;
  if (secretArn !== undefined) checkArn(field.what, `${field.name}.secretArn`, secretArn, SECRET);
  if (tableBucket !== undefined)
    checkTableBucket(field.what, `${field.name}.tableBucket`, tableBucket);
  const warehouse =
    redshiftArn === undefined
      ? { values: {}, cases: [] }
      : checkWarehouse(field, { ...use, redshiftArn });
  return {
    values: { ...warehouse.values, secretArn, tableBucket },
    cases: warehouse.cases,
    arns: [redshiftArn, secretArn],
  };
}

/** Which warehouse, and how it is signed in to: by a secret, as a user, or as its kind has it. */
function checkWarehouse(
  { what, name }: Field,
  {
    redshiftArn,
    redshiftDatabase,
    redshiftUser,
    secretArn,
  }: ServiceUse & { readonly redshiftArn: string },
): Pick<CheckedServices, "values" | "cases"> {
  const { values, signIn } = checkRedshift(
    what,
    {
      arn: redshiftArn,
      ...(redshiftDatabase === undefined ? {} : { database: redshiftDatabase }),
      ...(redshiftUser === undefined ? {} : { dbUser: redshiftUser }),
    },
    {
      arn: `${name}.redshiftArn`,
      database: `${name}.redshiftDatabase`,
      dbUser: `${name}.redshiftUser`,
    },
  );
  return { values, cases: [secretArn === undefined ? signIn : "secret"] };
}

const PLACEHOLDERS: Partial<Record<keyof ServiceUse, string>> = {
  redshiftDatabase: "dbnameArn",
  redshiftUser: "dbuserArn",
};

/** @throws {TypeError} for a field that an operation has no use for */
export function checkUseful(
  field: Field,
  { operation, needs }: { readonly operation: string; readonly needs: readonly Need[] },
  use: ServiceUse,
): void {
  const text = JSON.stringify(needs);
  const useless = SERVICE_USE.find(
    (name) => use[name] !== undefined && !text.includes(`{${PLACEHOLDERS[name] ?? name}}`),
  );
  if (useless === undefined) return;
  throw new TypeError(`${field.what}: ${field.name}.${useless} is of no use to ${operation}.`);
}
