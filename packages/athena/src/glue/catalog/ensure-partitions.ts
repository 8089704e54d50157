import {
  BatchCreatePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  type GlueClient,
  type PartitionInput,
  type Table,
} from "@aws-sdk/client-glue";
import { delayMs, sleep, textFault } from "@cloudapi/core/internal";
import { tableLocation } from "../../tables/table-location.ts";
import { TableError } from "../table-error.ts";
import { askCatalog } from "./catalog-failure.ts";
import { type CatalogOptions, checkPlace } from "./check-place.ts";
import { batchesOf, sendBatch } from "./partition-batches.ts";
import { type PartitionKeys, type PartitionValues, partitionKeys } from "./partition-values.ts";
import { requireTable, titleOf } from "./read-table.ts";

/** The partitions to be registered. */
export interface EnsurePartitionsInput {
  readonly database: string;
  readonly table: string;
  readonly partitions: readonly PartitionToRegister[];
}

/** A partition, and where its objects are. */
export interface PartitionToRegister {
  /** A value of every partition column. */
  readonly values: PartitionValues;
  /** Default: `column=value/` of each partition column, below the table's location. */
  readonly location?: string;
}

/** What was done. */
export interface EnsuredPartitions {
  readonly created: number;
  /** How many were at another location. */
  readonly altered: number;
  readonly unchanged: number;
}

const PER_REQUEST = 100;
/** Someone else may register or drop the same partitions meanwhile, so often. */
const MOST_ATTEMPTS = 8;
const BACK_OFF = { initialDelayMs: 50, maxDelayMs: 2_000, factor: 2 };

/**
 * Register partitions of a table in the Glue Data Catalog, stored as the table is, or move those that are registered to another
 * location. It does nothing to partitions that are as they should be. A table with partition projection needs none, and is refused.
 *
 * IAM: `glue:GetTable`, `glue:BatchGetPartition`, `glue:BatchCreatePartition` and `glue:BatchUpdatePartition` on the catalog, the
 * database and the table.
 *
 * @throws {TypeError} {@link RangeError} for input that is not known, values of other columns, and locations that are none
 * @throws {TableError} `NO_SUCH_TABLE`, `NOT_THE_TABLE` when it has no partitions to register, `TABLE_IN_USE`,
 *   `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { runQuery } from "@cloudapi/athena";
 * import { ensurePartitions } from "@cloudapi/athena/glue";
 *
 * const athena = new AthenaClient();
 * const outputLocation = "s3://cloudapi-logs-processed/athena-results/";
 * const sql = `CREATE EXTERNAL TABLE hits (n int) PARTITIONED BY (dt date)
 *   STORED AS PARQUET LOCATION 's3://cloudapi-logs-processed/hits/'`;
 * await runQuery(athena, { sql, database: "default", outputLocation });
 *
 * const glue = new GlueClient();
 * const moved = "s3://cloudapi-logs-processed/of-january/15/";
 * const hits = { database: "default", table: "hits" };
 * const partitions = [{ values: { dt: "2025-01-15" }, location: moved }, { values: { dt: "2025-01-16" } }];
 * console.log(await ensurePartitions(glue, { ...hits, partitions })); // => { created: 2, altered: 0, unchanged: 0 }
 * console.log(await ensurePartitions(glue, { ...hits, partitions })); // => { created: 0, altered: 0, unchanged: 2 }
 * glue.destroy();
 * athena.destroy();
 * ```
 */
export async function ensurePartitions(
  glue: GlueClient,
  input: EnsurePartitionsInput,
  options: CatalogOptions = {},
): Promise<EnsuredPartitions> {
  const what = "ensurePartitions";
  checkPlace(what, input, { required: ["database", "table", "partitions"], options });
  const { signal } = options;
  const title = titleOf(input);
  const table = await requireTable(glue, { ...input, signal });
  checkRegistered(title, table);
  const keys = partitionKeys(what, title, table);
  const wanted = uniquely(
    what,
    input.partitions.map((each) => partitionInput(keys, table, each)),
  );
  const target: Target = { glue, database: input.database, table: input.table, title, signal };
  const counts = { created: 0, altered: 0, unchanged: 0 };
  for (const batch of batchesOf(wanted, PER_REQUEST)) {
    const done = await ensureBatch(target, batch);
    for (const name of ["created", "altered", "unchanged"] as const) counts[name] += done[name];
  }
  return Object.freeze(counts);
}

interface Target {
  readonly glue: GlueClient;
  readonly database: string;
  readonly table: string;
  readonly title: string;
  readonly signal: AbortSignal | undefined;
}

function checkRegistered(title: string, { Parameters = {} }: Table): void {
  if (Parameters["projection.enabled"]?.toLowerCase() !== "true") return;
  throw new TableError(
    "NOT_THE_TABLE",
    `${title} has partition projection: Athena computes its partitions and looks at none that are registered. Nothing was changed.`,
    { table: title },
  );
}

type Wanted = PartitionInput & { readonly Values: string[] };

function partitionInput(
  keys: PartitionKeys,
  { StorageDescriptor = {} }: Table,
  { values, location }: PartitionToRegister,
): Wanted {
  const Values = keys.texts(values);
  const Location = tableLocation(
    location ?? defaultLocation(keys, StorageDescriptor.Location, Values),
  );
  return { Values, StorageDescriptor: { ...StorageDescriptor, Location } };
}

function defaultLocation(
  { names }: PartitionKeys,
  base: string | undefined,
  texts: readonly string[],
): string {
  const folders = names.map((name, i) => {
    const text = texts[i] ?? "";
    const fault = textFault(text);
    if (fault !== undefined)
      throw new RangeError(
        `ensurePartitions: the value ${JSON.stringify(text)} of ${name} ${fault}: give the partition's location.`,
      );
    return `${name}=${text}/`;
  });
  return `${(base ?? "").replace(/\/$/, "")}/${folders.join("")}`;
}

function uniquely(what: string, wanted: readonly Wanted[]): readonly Wanted[] {
  const seen = new Set<string>();
  for (const { Values } of wanted) {
    const key = JSON.stringify(Values);
    if (seen.has(key)) throw new TypeError(`${what}: the partition ${key} is given twice.`);
    seen.add(key);
  }
  return wanted;
}

async function ensureBatch(target: Target, wanted: readonly Wanted[]): Promise<EnsuredPartitions> {
  const counts = { created: 0, altered: 0 };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(delayMs(attempt, BACK_OFF), target.signal);
    const known = await locationsOf(target, wanted);
    const missing = wanted.filter(({ Values }) => !known.has(JSON.stringify(Values)));
    const elsewhere = wanted.filter(({ Values, StorageDescriptor }) => {
      const location = known.get(JSON.stringify(Values));
      return location !== undefined && location !== withSlash(StorageDescriptor?.Location);
    });
    const created = missing.length - (await create(target, missing));
    const altered = elsewhere.length - (await alter(target, elsewhere));
    counts.created += created;
    counts.altered += altered;
    if (created === missing.length && altered === elsewhere.length)
      return { ...counts, unchanged: wanted.length - counts.created - counts.altered };
  }
  throw new TableError(
    "TABLE_IN_USE",
    `Others registered or dropped partitions of ${target.title} each of the ${MOST_ATTEMPTS} times that these were to be ensured. Run again when they are done.`,
    { table: target.title },
  );
}

function withSlash(location = ""): string {
  return `${location.replace(/\/$/, "")}/`;
}

async function locationsOf(
  target: Target,
  wanted: readonly Wanted[],
): Promise<Map<string, string>> {
  const command = new BatchGetPartitionCommand({
    DatabaseName: target.database,
    TableName: target.table,
    PartitionsToGet: wanted.map(({ Values }) => ({ Values })),
  });
  const { title: table, signal } = target;
  const call = { action: "glue:BatchGetPartition", of: "partitions", table, signal } as const;
  const answer = await askCatalog(call, (sent) => target.glue.send(command, sent));
  return new Map(
    (answer.Partitions ?? []).map(({ Values, StorageDescriptor }) => [
      JSON.stringify(Values),
      withSlash(StorageDescriptor?.Location),
    ]),
  );
}

/** How many someone else had registered meanwhile. */
async function create(target: Target, missing: readonly Wanted[]): Promise<number> {
  if (missing.length === 0) return 0;
  const command = new BatchCreatePartitionCommand({
    DatabaseName: target.database,
    TableName: target.table,
    PartitionInputList: [...missing],
  });
  const expected = "AlreadyExistsException";
  const call = { ...target, action: "glue:BatchCreatePartition", expected };
  return sendBatch(call, (sent) => target.glue.send(command, sent));
}

/** How many someone else had dropped meanwhile. */
async function alter(target: Target, elsewhere: readonly Wanted[]): Promise<number> {
  if (elsewhere.length === 0) return 0;
  const command = new BatchUpdatePartitionCommand({
    DatabaseName: target.database,
    TableName: target.table,
    Entries: elsewhere.map((each) => ({ PartitionValueList: each.Values, PartitionInput: each })),
  });
  const expected = "EntityNotFoundException";
  const call = { ...target, action: "glue:BatchUpdatePartition", expected };
  return sendBatch(call, (sent) => target.glue.send(command, sent));
}
