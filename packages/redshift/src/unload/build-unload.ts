import { type Dataset, partitionColumns } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { placeLiteral, roleClause } from "../sql/check-role.ts";
import { columnName, type TableName, tableOf } from "../sql/names.ts";
import { textLiteral } from "../sql/text-literal.ts";
import { eventRange, type TimeRange } from "../sql/time-range.ts";

/** What goes back to the lake, and where. */
export interface UnloadInput extends TableName, TimeRange {
  /** A place that ends with a slash: `s3://bucket/prefix/`. */
  readonly to: string;
  /** The role that Redshift writes with, or `default`. */
  readonly iamRole: string;
  /** Whether what lies there is removed first (`CLEANPATH`); default false: UNLOAD refuses a place that has files. */
  readonly replace?: boolean | undefined;
  /** The most bytes of a file, in MB: 5 to 6200; default Redshift's 6200. */
  readonly maxFileMb?: number | undefined;
}

const KNOWN = [
  "schema",
  "table",
  "from",
  "to",
  "until",
  "iamRole",
  "replace",
  "maxFileMb",
] as const;

/**
 * The statement that writes a table's rows back to the lake as Parquet, under the same keys as `transform` gives them, with a manifest: the tables that
 * `@cloudapi/athena` makes read them.
 *
 * IAM: `s3:PutObject`, `s3:GetObject`, `s3:ListBucket` and `s3:GetBucketLocation` for the role, and `s3:DeleteObject` with `replace`; with a
 * KMS key `kms:GenerateDataKey` and `kms:Decrypt` on it.
 *
 * @throws {TypeError | RangeError} for a place, role or option that Redshift would not take
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildUnload } from "@cloudapi/redshift";
 *
 * const sql = buildUnload(apiLogs, { to: "s3://lake/api_logs/", iamRole: "default" });
 * console.log(sql.split("\n")[4]); // => 'PARTITION BY ("year", "month", "day")'
 * ```
 */
export function buildUnload(dataset: Dataset, input: UnloadInput): string {
  checkDataset("buildUnload", dataset);
  checkOptionNames("buildUnload", input, KNOWN);
  const { to, iamRole, replace = false, maxFileMb } = input;
  if (typeof to !== "string" || !to.endsWith("/"))
    throw new TypeError('buildUnload: to must end with a slash: "s3://bucket/prefix/".');
  if (dataset.partition?.layout === "plain")
    throw new TypeError(
      `buildUnload: UNLOAD writes keys as Hive does (year=2025/), and "${dataset.name}" has the layout plain. Unload by a contract of the layout hive.`,
    );
  const parts = partitionColumns(dataset).map(({ name }) => columnName(name));
  const clauses = [
    `UNLOAD (${nested(selectSql(dataset, input))})`,
    `TO ${placeLiteral("buildUnload: to", to)}`,
    roleClause("buildUnload", iamRole),
    "FORMAT AS PARQUET",
    ...(parts.length === 0 ? [] : [`PARTITION BY (${parts.join(", ")})`]),
    "MANIFEST VERBOSE",
    ...(replace ? ["CLEANPATH"] : []),
    ...(maxFileMb === undefined ? [] : [`MAXFILESIZE AS ${fileSize(maxFileMb)} MB`]),
  ];
  return clauses.join("\n");
}

function fileSize(mb: number): number {
  if (Number.isInteger(mb) && mb >= 5 && mb <= 6200) return mb;
  throw new RangeError(`buildUnload: maxFileMb must be an integer from 5 to 6200, not ${mb}.`);
}

/** A statement as the text of another. */
function nested(sql: string): string {
  return `'${sql.replaceAll("'", "''")}'`;
}

function selectSql(dataset: Dataset, input: UnloadInput): string {
  const table = tableOf("buildUnload", dataset, input);
  const columns = dataset.columns.map(({ name }) => columnName(name));
  const where = eventRange("buildUnload", dataset, input);
  return [
    `SELECT ${[...columns, ...timeParts(dataset)].join(", ")} FROM ${table.sql}`,
    ...(where === undefined ? [] : [`WHERE ${where}`]),
  ].join(" ");
}

const FORMATS: Readonly<Record<string, string>> = {
  year: "YYYY",
  month: "MM",
  day: "DD",
  hour: "HH24",
};
const DATES = { month: "YYYY-MM", day: "YYYY-MM-DD", hour: "YYYY-MM-DD-HH24" } as const;

/** The columns of the key that come from the event time. */
function timeParts(dataset: Dataset): string[] {
  const { partition, eventTime } = dataset;
  if (partition?.granularity === undefined || eventTime === undefined) return [];
  const { granularity } = partition;
  return partitionColumns(dataset)
    .filter(({ key }) => key === undefined)
    .map(({ name }) => {
      const format = name === "dt" ? DATES[granularity] : FORMATS[name];
      return `to_char(${columnName(eventTime)}, ${textLiteral(format as string)}) AS ${columnName(name)}`;
    });
}
