import { checkOptionNames } from "@cloudapi/core/internal";
import { roleClause } from "../sql/check-role.ts";
import { quoteName } from "../sql/names.ts";
import { plainLiteral } from "../sql/text-literal.ts";

/** The database of the Glue Data Catalog, and the name it has in Redshift. */
export interface ExternalSchemaInput {
  readonly schema: string;
  /** The database of the catalog, such as the one that `@cloudapi/athena` makes tables in. */
  readonly database: string;
  /** The role that reads the catalog and the files, or `default`. */
  readonly iamRole: string;
}

/**
 * The statement by which Redshift Spectrum reads the tables that Athena reads, where they lie: nothing is loaded, and each query pays for what it
 * reads.
 *
 * @throws {TypeError | RangeError} for names and a role that are not such
 *
 * @example
 * ```ts
 * import { buildExternalSchema } from "@cloudapi/redshift";
 *
 * const sql = buildExternalSchema({ schema: "lake", database: "datalake_db", iamRole: "default" });
 * console.log(sql); // => "CREATE EXTERNAL SCHEMA IF NOT EXISTS \"lake\" FROM DATA CATALOG DATABASE 'datalake_db' IAM_ROLE default"
 * ```
 */
export function buildExternalSchema(input: ExternalSchemaInput): string {
  checkOptionNames("buildExternalSchema", input, ["schema", "database", "iamRole"]);
  const { schema, database, iamRole } = input;
  const name = quoteName("buildExternalSchema: schema", schema);
  if (typeof database !== "string" || database === "")
    throw new TypeError("buildExternalSchema: database must be the name of a database of Glue.");
  const from = plainLiteral("buildExternalSchema: database", database);
  return `CREATE EXTERNAL SCHEMA IF NOT EXISTS ${name} FROM DATA CATALOG DATABASE ${from} ${roleClause("buildExternalSchema", iamRole)}`;
}
