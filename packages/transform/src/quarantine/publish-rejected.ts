import { randomUUID } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import type { QuarantineObject, SourceIdentity } from "../manifest/manifest.ts";
import { manifestKey } from "../manifest/read-manifest.ts";
import type { Sink } from "../sink/sink.ts";
import { DESTINATION, type TableSink } from "../write/destination.ts";
import { sourceIdentity } from "../write/source-identity.ts";
import type { WriteReport } from "../write/write-report.ts";
import { isWithin } from "./quarantine-writer.ts";
import {
  type KeptRow,
  type RejectedTableRow,
  rejectedRows,
  rejectedTableRow,
} from "./rejected-rows.ts";
import type { RejectedSpool } from "./rejected-spool.ts";

/** Writes rejected rows as any others are written. */
export type WriteRejected = (
  batches: Iterable<readonly RejectedTableRow[]>,
  table: Sink | TableSink,
  run: { readonly sourceId: string; readonly version?: string },
) => Promise<Pick<WriteReport, "objects">>;

/** The rejected rows of a run, and the table that they go to. */
export interface RejectedRun {
  readonly table: Sink | TableSink;
  readonly spool: RejectedSpool;
  /** What the rows were to be. */
  readonly dataset: Pick<Dataset, "name">;
  readonly source: SourceIdentity;
  /** The version of the source, where rows are told by it. */
  readonly version: string | undefined;
  /** The part of it, where each is published for itself. */
  readonly part: string | undefined;
  readonly write: WriteRejected;
}

/**
 * Write the rejected rows of a run to a table, in the place of those of the run before over the same source. Where the table is appended to, the
 * same rows are added once.
 *
 * @returns the files that have them
 */
export async function publishRejected(run: RejectedRun): Promise<readonly QuarantineObject[]> {
  const { table, spool, version, write } = run;
  // One table may have the rejected rows of many datasets, which may come from one source.
  const sourceId = `${run.dataset.name}: ${run.source.sourceId}`;
  const isByVersion = isTable(table) && table[DESTINATION].isByVersion === true;
  const part = run.part ?? version;
  // What comes after a # is the version: one in the source's name is spelled otherwise.
  const plain = sourceId.replaceAll(/%(?=2[35])/g, "%25").replaceAll("#", "%23");
  const name = part === undefined ? plain : `${plain}#${part}`;
  const identity = isByVersion ? { sourceId, version: spool.digest() } : { sourceId: name };
  if (spool.rows === 0 && (isByVersion || !(await mayHaveRows(table, name)))) return [];
  const { objects } = await write(tableRows(spool, version), table, identity);
  return objects.map(({ key, rows, sizeBytes }) => ({ key, rows, sizeBytes }));
}

/** @throws {TypeError} when who lists the one table would find the files of the other */
export function checkRejectedPlace(dataSink: Sink, table: Sink | TableSink | undefined): void {
  if (table === undefined || isTable(table)) return;
  const [data, rejected] = [dataSink.location, table.location];
  if (!isWithin(data, rejected) && !isWithin(rejected, data)) return;
  throw new TypeError(
    `quarantineTable: ${rejected} and ${data}, where the valid rows go, lie one in the other, so that who lists one table would read the files of both. Give the rejected rows a place beside it.`,
  );
}

/** Whether a run before may have left rejected rows; a table with commits tells that itself. */
async function mayHaveRows(table: Sink | TableSink, sourceId: string): Promise<boolean> {
  if (isTable(table)) return true;
  const key = manifestKey(table, { dataset: rejectedRows.name, ...sourceIdentity(sourceId) });
  return (await table.read(key)) !== undefined;
}

function isTable(table: Sink | TableSink): table is TableSink {
  return DESTINATION in table;
}

function* tableRows(
  spool: RejectedSpool,
  sourceVersion: string | undefined,
): Generator<RejectedTableRow[], void, undefined> {
  const run = { run: randomUUID(), rejectedAt: new Date().toISOString(), sourceVersion };
  for (const rows of spool.batches<KeptRow>()) yield rows.map((row) => rejectedTableRow(row, run));
}
