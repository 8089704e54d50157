import { type Dataset, fileColumns } from "@cloudapi/core";
import { checkDataset, checkOptionNames, isLeafType } from "@cloudapi/core/internal";
import { placeLiteral, roleClause } from "../sql/check-role.ts";
import { columnName, type TableName, tableOf } from "../sql/names.ts";

/** What is loaded, and how. */
export interface CopyInput extends TableName {
  /** The manifest's place, `s3://bucket/key`. */
  readonly manifest: string;
  /** The role that Redshift reads with, or `default`. */
  readonly iamRole: string;
  /**
   * The files' columns in the files' order: COPY goes by position, and knows no names. Default: those of the contract that stand in
   * files, in its order, as `transform` writes them.
   */
  readonly columns?: readonly string[] | undefined;
}

/**
 * The statement that loads the Parquet files of a manifest, with the columns that the files have, in their order.
 *
 * IAM: `s3:GetObject` on files and manifest and `s3:ListBucket` on their buckets, for the role; with KMS keys `kms:Decrypt` on them.
 *
 * @throws {TypeError | RangeError} for columns that the contract hasn't, and for a place or role that Redshift would not take
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildCopy } from "@cloudapi/redshift";
 *
 * const sql = buildCopy(apiLogs, { manifest: "s3://lake/load.manifest", iamRole: "default", columns: ["endpoint", "timestamp"] });
 * console.log(sql.split("\n")[0]); // => 'COPY "public"."api_logs" ("endpoint", "timestamp")'
 * ```
 */
export function buildCopy(dataset: Dataset, input: CopyInput): string {
  checkDataset("buildCopy", dataset);
  checkOptionNames("buildCopy", input, ["schema", "table", "manifest", "iamRole", "columns"]);
  const { columns = fileColumns(dataset).map(({ name }) => name) } = input;
  const into = tableOf("buildCopy", dataset, input).sql;
  return copySql("buildCopy", dataset, { ...input, into, columns });
}

/** Where COPY puts rows, and where from. */
interface CopyParts extends Required<Pick<CopyInput, "manifest" | "iamRole">> {
  /** The quoted name of the table. */
  readonly into: string;
  readonly columns: readonly string[];
}

/** The statement of COPY into any table that has a dataset's columns. */
export function copySql(what: string, dataset: Dataset, parts: CopyParts): string {
  const found = parts.columns.map((name) => contractColumn(what, dataset, name));
  if (found.length === 0 || new Set(found).size < found.length)
    throw new TypeError(`${what}: columns must name the files' columns, each once.`);
  const hasNested = found.some(({ type }) => !isLeafType(type));
  return [
    `COPY ${parts.into} (${found.map(({ name }) => columnName(name)).join(", ")})`,
    `FROM ${placeLiteral(`${what}: manifest`, parts.manifest)}`,
    roleClause(what, parts.iamRole),
    `FORMAT AS PARQUET${hasNested ? " SERIALIZETOJSON" : ""}`,
    "MANIFEST",
  ].join("\n");
}

/** The column of a contract that a file's column is, in any case, as Redshift has it. */
function contractColumn(what: string, dataset: Dataset, name: string) {
  const column = dataset.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (column !== undefined) return column;
  throw new TypeError(`${what}: "${name}" is not a column of "${dataset.name}".`);
}
