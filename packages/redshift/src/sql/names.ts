import { quoteIdentifier } from "@cloudapi/core/sql";

/** Source: Amazon Redshift Database Developer Guide, "Names and identifiers". */
const MAX_NAME_BYTES = 127;
/** What is put behind a table's name for the tables beside it, such as `__loads`. */
const ROOM = 24;

/** A table by schema and name. */
export interface TableName {
  /** Default `public`. */
  readonly schema?: string | undefined;
  /** Default: the dataset's name. */
  readonly table?: string | undefined;
}

/** A table whose names are checked, in lower case. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Schema and name, quoted. */
  readonly sql: string;
}

/** Read where a dataset's table is. */
export function tableOf(
  what: string,
  dataset: { readonly name: string },
  { schema = "public", table = dataset.name }: TableName,
): Table {
  return namedTable(checkName(`${what}: schema`, schema, 0), checkName(`${what}: table`, table));
}

/** A table beside another: `__loads` is the ledger. */
export function tableBeside({ schema, name }: Table, suffix: string): Table {
  return namedTable(schema, `${name}${suffix}`);
}

/** Another table of the same schema. */
export function tableNamed({ schema }: Table, name: string): Table {
  return namedTable(schema, name);
}

function namedTable(schema: string, name: string): Table {
  const sql = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  return Object.freeze({ schema, name, sql });
}

/**
 * A name in lower case, as Redshift keeps names unless it is told otherwise, quoted.
 *
 * @throws {RangeError | TypeError} for what no name can be
 */
export function quoteName(what: string, name: string): string {
  return quoteIdentifier(checkName(what, name, 0));
}

/** A column as it is named in Redshift. */
export function columnName(name: string): string {
  return quoteName("column", name);
}

function checkName(what: string, name: unknown, room = ROOM): string {
  if (typeof name !== "string" || name === "")
    throw new TypeError(`${what} must be a name, not ${JSON.stringify(name)}.`);
  const bytes = Buffer.byteLength(name);
  const most = MAX_NAME_BYTES - room;
  if (bytes > most)
    throw new RangeError(
      `${what} "${name.slice(0, 40)}..." has ${bytes} bytes; ${room === 0 ? "Redshift's names have" : "a table that is loaded has a name of"} at most ${most}.`,
    );
  return name.toLowerCase();
}
