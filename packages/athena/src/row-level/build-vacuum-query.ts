import { checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { type Statement, statement } from "../statement.ts";
import { checkAthenaName } from "../tables/athena-name.ts";

/** The table whose old snapshots go. */
export interface VacuumQueryInput {
  readonly table: string;
  /** Default: the query's database. */
  readonly database?: string | undefined;
}

/**
 * Athena's `VACUUM`: expires the snapshots of an Iceberg table that its properties let go (`vacuum_max_snapshot_age_seconds`, five days by default), and removes files that
 * no snapshot has. It takes what the table knew of its runs: prefer `expireSnapshots` and `removeOrphans` of `@cloudapi/iceberg` where those write.
 *
 * @throws {TypeError | RangeError} for a name that Athena would not take
 *
 * @example
 * ```ts
 * import { buildVacuumQuery } from "@cloudapi/athena";
 *
 * console.log(buildVacuumQuery({ table: "api_logs", database: "lake" }).sql); // => "VACUUM lake.`api_logs`"
 * ```
 */
export function buildVacuumQuery(input: VacuumQueryInput): Statement {
  checkOptionNames("buildVacuumQuery", input, ["table", "database"]);
  const { table, database } = input;
  // VACUUM takes backticks for the table, and no quotes at all for the database.
  const name = quoteIdentifier(checkAthenaName("buildVacuumQuery: table", table), "ddl");
  if (database === undefined) return statement(`VACUUM ${name}`);
  return statement(`VACUUM ${checkAthenaName("buildVacuumQuery: database", database)}.${name}`);
}
