import { apiLogs } from "@cloudapi/core";
import { createTable, type IcebergTable, icebergSink } from "@cloudapi/iceberg";
import { glueCatalog } from "@cloudapi/iceberg/glue";
import { type ReadOptions, readCheckedRecords } from "@cloudapi/records";
import { type WritableRow, writeRows } from "@cloudapi/transform";
import { s3Source } from "@cloudapi/transform/s3";
import type { Environment } from "./environment.ts";
import { countRows } from "./query-table.ts";

type Rows = WritableRow<typeof apiLogs.schema>[];
type Place = Omit<Environment, "cloud" | "close">;

/** Rows that are loaded at most: the demo is to stay quick. */
const MOST_ROWS = 10_000;

/** What a table has after each of two loads, by Athena's count. */
export interface TwoLoads {
  readonly rowsBefore: number;
  readonly rowsNow: number;
}

/**
 * Load the first rows of a raw object into an Iceberg table beside the Parquet one, twice: half of them, and then all. The second
 * load takes the place of the first at once, since it is the same source, and Athena can still be asked how the table was.
 */
export async function twoLoads(
  place: Place,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { format }: Pick<ReadOptions, "format">,
): Promise<TwoLoads> {
  const source = s3Source(place.s3, { bucket, key });
  const rows: Rows = [];
  reading: for await (const { records } of readCheckedRecords(apiLogs, source, { format })) {
    for (const record of records) {
      if (rows.length === MOST_ROWS) break reading;
      if (record.valid) rows.push(record.value);
    }
  }
  const table = await icebergTable(place);
  const load = (part: Rows) =>
    writeRows(apiLogs, [part], icebergSink(table), { sourceId: key, allowFewerRows: true });
  const first = await load(rows.slice(0, Math.ceil(rows.length / 2)));
  await load(rows);
  const { name } = table.name;
  const before = first.snapshotId;
  return {
    rowsBefore:
      before === undefined ? 0 : await countRows(place, `${name} FOR VERSION AS OF ${before}`),
    rowsNow: await countRows(place, name),
  };
}

/** The table, which is made when it isn't there, in the catalog that Athena has. */
async function icebergTable({ s3, glue, config }: Place): Promise<IcebergTable> {
  // The embedded cloud has no keys of KMS.
  const kmsKeyId = config.target === "aws" ? config.kmsKeyArn : undefined;
  const encryption = kmsKeyId === undefined ? undefined : { kmsKeyId };
  const location = `s3://${config.processedBucket}/${config.processedPrefix}iceberg/`;
  const catalog = glueCatalog(glue, s3, { location, encryption });
  const name = { namespace: config.athenaDatabase, name: `${apiLogs.name}_iceberg` };
  const there = await catalog.load(name);
  if (there !== undefined) return { ...there, catalog };
  return createTable(catalog, { ...name, dataset: apiLogs });
}
