import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { type TableName, tableOf } from "../sql/names.ts";
import { ledgerOf, registryOf } from "../tables/registry.ts";

/** Who may do what. */
export interface GrantsInput extends TableName {
  /** Roles that may read the table. */
  readonly readers?: readonly string[] | undefined;
  /** Roles that may load it: they read and write the table and its ledger, and read which contract it has. */
  readonly loaders?: readonly string[] | undefined;
}

/**
 * The statements that let roles of the database read a table, or load it, and no more.
 *
 * @throws {TypeError} for no role, and for options that are unknown
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildGrants } from "@cloudapi/redshift";
 *
 * console.log(buildGrants(apiLogs, { readers: ["analyst"] })[1]); // => 'GRANT SELECT ON TABLE "public"."api_logs" TO ROLE "analyst"'
 * ```
 */
export function buildGrants(dataset: Dataset, input: GrantsInput): readonly string[] {
  checkDataset("buildGrants", dataset);
  checkOptionNames("buildGrants", input, ["schema", "table", "readers", "loaders"]);
  const table = tableOf("buildGrants", dataset, input);
  const readers = rolesOf("readers", input.readers);
  const loaders = rolesOf("loaders", input.loaders);
  if (readers.length + loaders.length === 0)
    throw new TypeError("buildGrants: name at least one role, of readers or of loaders.");
  const schema = quoteIdentifier(table.schema);
  const grant = (rights: string, on: string, role: string) =>
    `GRANT ${rights} ON ${on} TO ROLE ${role}`;
  return Object.freeze([
    ...readers.flatMap((role) => [
      grant("USAGE", `SCHEMA ${schema}`, role),
      grant("SELECT", `TABLE ${table.sql}`, role),
    ]),
    ...loaders.flatMap((role) => [
      grant("USAGE", `SCHEMA ${schema}`, role),
      grant("SELECT, INSERT, DELETE", `TABLE ${table.sql}`, role),
      // LOCK takes more than the right to insert.
      grant("SELECT, INSERT, UPDATE, DELETE", `TABLE ${ledgerOf(table).sql}`, role),
      grant("SELECT", `TABLE ${registryOf(table).sql}`, role),
    ]),
  ]);
}

function rolesOf(what: string, roles: readonly string[] = []): string[] {
  if (!Array.isArray(roles)) throw new TypeError(`buildGrants: ${what} must be a list of roles.`);
  return roles.map((role: string) => quoteIdentifier(role.toLowerCase()));
}
