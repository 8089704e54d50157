import type { CreateCrawlerCommandInput } from "@aws-sdk/client-glue";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { IngestReport } from "../run/ingest-report.ts";
import { catalogTables } from "./catalog-tables.ts";

/** What `buildCrawler` takes. */
export interface CrawlerInput {
  readonly name: string;
  readonly roleArn: string;
  readonly database: string;
  /** What the names of tables begin with; default nothing. */
  readonly tablePrefix?: string | undefined;
  /** When it runs, such as `cron(15 2 * * ? *)`; default when it is started. */
  readonly schedule?: string | undefined;
}

/** A crawler, and what it would find. */
export interface Crawler {
  /** What `CreateCrawlerCommand` takes. */
  readonly request: CreateCrawlerCommandInput;
  /** The tables it would make: one for each location, named after its folder. */
  readonly tables: readonly { readonly table: string; readonly location: string }[];
}

/**
 * The definition of a Glue crawler over the tables of a run, for those who want one: `ensureCatalog` needs none. One
 * table is made for each folder (`TableLevelConfiguration` of the folder's depth), what the lake keeps for itself is left out, and a column that is gone is not taken out of a
 * table. The types are the crawler's own guesses.
 *
 * @throws {TypeError} for an unknown or missing field, or a run that has no table in S3
 *
 * @example
 * ```ts
 * import type { IngestReport } from "@cloudapi/ingest";
 * import { buildCrawler } from "@cloudapi/ingest/glue";
 *
 * function crawlerOf(report: IngestReport) {
 *   return buildCrawler(report, { name: "lake", roleArn: "arn:aws:iam::123456789012:role/crawler", database: "datalake_db" });
 * }
 * console.log(typeof crawlerOf); // => "function"
 * ```
 */
export function buildCrawler(report: IngestReport, input: CrawlerInput): Crawler {
  checkOptionNames("buildCrawler", input, [
    "name",
    "roleArn",
    "database",
    "tablePrefix",
    "schedule",
  ]);
  const { name, roleArn, database, tablePrefix = "", schedule } = input;
  for (const [field, value] of Object.entries({ name, roleArn, database }))
    if (typeof value !== "string" || value === "")
      throw new TypeError(`buildCrawler: ${field} must be given.`);
  const tables = catalogTables(report).map(({ dataset, catalogTable }) => ({
    table: `${tablePrefix}${dataset}`.toLowerCase(),
    location: catalogTable.location,
  }));
  const [first] = tables;
  if (first === undefined)
    throw new TypeError("buildCrawler: the run has no table that a crawler could find.");
  if (!first.location.startsWith("s3://"))
    throw new TypeError(`buildCrawler: a crawler reads S3, and not ${first.location}.`);
  const configuration = {
    Version: 1.0,
    Grouping: {
      TableGroupingPolicy: "CombineCompatibleSchemas",
      TableLevelConfiguration: levelOf(first.location),
    },
    CrawlerOutput: { Partitions: { AddOrUpdateBehavior: "InheritFromTable" } },
  };
  const request: CreateCrawlerCommandInput = {
    Name: name,
    Role: roleArn,
    DatabaseName: database,
    TablePrefix: tablePrefix,
    Targets: {
      S3Targets: tables.map(({ location }) => ({
        Path: location,
        Exclusions: ["_**", "**/_*/**"],
      })),
    },
    SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
    RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING" },
    Configuration: JSON.stringify(configuration),
    ...(schedule === undefined ? {} : { Schedule: schedule }),
  };
  return { request, tables };
}

/** The bucket is level 1, each folder one more. */
function levelOf(location: string): number {
  return location
    .slice("s3://".length)
    .split("/")
    .filter((part) => part !== "").length;
}
