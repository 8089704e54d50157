import { type DataFile, listDataFiles } from "@cloudapi/transform";
import type { Extent, TablesData } from "../dashboard-data.ts";
import type { LakeTable } from "../dashboard-input.ts";
import { datedKeys } from "./lake-files.ts";

const PARTITION_LIMIT = 100;

/** Until when to look, and who hears of what can't be read. */
interface Hearing {
  readonly signal: AbortSignal;
  readonly hear: (error: unknown) => void;
}

type TableRow = TablesData["tables"][number];

/** How fresh and how large tables and their partitions are, as their manifests say. */
export async function tablesData(
  tables: readonly LakeTable[],
  dataset: string | undefined,
  { signal, hear }: Hearing,
): Promise<TablesData> {
  const asked = tables.filter((each) => dataset === undefined || each.dataset.name === dataset);
  return {
    tables: await Promise.all(asked.map((each) => tableRow(each, { signal, hear }))),
    partitionLimit: PARTITION_LIMIT,
  };
}

async function tableRow(table: LakeTable, { signal, hear }: Hearing): Promise<TableRow> {
  const named = { table: table.table, dataset: table.dataset.name };
  try {
    const files = await listDataFiles(table.sink, { dataset: table.dataset }, { signal });
    const dates = await datedKeys(table, table.sink.prefix, signal);
    const partitions = [...Map.groupBy(files, ({ partition }) => partition)]
      .map(([partition, list]) => ({ partition, ...extentOf(list, dates) }))
      .sort((a, b) => (a.partition < b.partition ? 1 : -1));
    return {
      ...named,
      ...extentOf(files, dates),
      fault: null,
      partitionCount: partitions.length,
      partitions: partitions.slice(0, PARTITION_LIMIT),
    };
  } catch (error) {
    if (signal.aborted) throw error;
    // What is wrong with one table doesn't hide the others, nor itself from who keeps the log.
    hear(error);
    return {
      ...named,
      ...extentOf([], new Map()),
      fault: FAULT,
      partitionCount: 0,
      partitions: [],
    };
  }
}

const FAULT = "its files can't be read. The server's log says why.";

function extentOf(files: readonly DataFile[], dates: ReadonlyMap<string, Date>): Extent {
  let [rows, sizeBytes, newest] = [0, 0, 0];
  for (const file of files) {
    rows += file.rows;
    sizeBytes += file.sizeBytes;
    newest = Math.max(newest, dates.get(file.key)?.getTime() ?? 0);
  }
  const writtenAt = newest === 0 ? null : new Date(newest).toISOString();
  return { rows, files: files.length, sizeBytes, writtenAt };
}
