import { CloudApiError, type Dataset } from "@cloudapi/core";
import { compareUtf8 } from "@cloudapi/core/internal";
import type { Tally } from "@cloudapi/records/internal";
import type { OtherContract } from "../manifest/check-contracts.ts";
import type { QuarantineObject, WrittenObject } from "../manifest/manifest.ts";
import type { PartitionSummary, WriteReport } from "./write-report.ts";

/** What a report is made of. */
export interface ReportParts {
  readonly dataset: Dataset;
  readonly sourceId: string;
  readonly tally: Tally;
  readonly objects: readonly WrittenObject[];
  readonly quarantine: readonly QuarantineObject[];
  /** Rejected rows that are kept; default those of `quarantine`. */
  readonly rowsKept?: number;
  readonly rowsNotKept: number;
  readonly otherContracts: readonly OtherContract[];
  readonly manifestKey: string;
  readonly durationMs: number;
}

/**
 * The report, once its sums are seen to be right.
 *
 * @throws {CloudApiError} `RECONCILIATION_FAILED` when a row is unaccounted for, which is a fault of this package
 */
export function buildReport({ dataset, tally, ...parts }: ReportParts): WriteReport {
  const { rowsIn, rowsValid, rowsRejected, rowsDropped, rowsFiltered, rowsAdded } = tally;
  const { objects, quarantine, rowsNotKept } = parts;
  const { rowsKept = sum(quarantine, ({ rows }) => rows) } = parts;
  const rowsWritten = sum(objects, ({ rows }) => rows);
  if (
    rowsIn - rowsFiltered + rowsAdded !== rowsValid + rowsRejected ||
    rowsValid !== rowsWritten + rowsDropped ||
    rowsRejected !== rowsKept + rowsNotKept
  ) {
    throw unreconciled({
      rowsIn,
      rowsFiltered,
      rowsAdded,
      rowsValid,
      rowsRejected,
      rowsWritten,
      rowsDropped,
      rowsKept,
      rowsNotKept,
    });
  }
  return {
    ...parts,
    dataset: dataset.name,
    contractHash: dataset.contractHash,
    rowsIn,
    rowsFiltered,
    rowsAdded,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    rejectedByCode: tally.rejectedByCode,
    unknownFields: tally.unknownFields,
    unknownFieldCount: tally.unknownFieldCount,
    timestampsTruncated: tally.timestampsTruncated,
    partitions: byPartition(objects),
    bytesWritten: sum(objects, ({ sizeBytes }) => sizeBytes),
    problems: tally.problems,
    warnings: tally.warnings,
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** What objects come to by their partitions. */
export function byPartition(objects: readonly WrittenObject[]): PartitionSummary[] {
  const summaries = new Map<string, PartitionSummary>();
  for (const { partition, rows, sizeBytes } of objects) {
    const before = summaries.get(partition) ?? { rows: 0, objects: 0, sizeBytes: 0 };
    summaries.set(partition, {
      partition,
      rows: before.rows + rows,
      objects: before.objects + 1,
      sizeBytes: before.sizeBytes + sizeBytes,
    });
  }
  return [...summaries.values()].sort((a, b) => compareUtf8(a.partition, b.partition));
}

function unreconciled(counts: Readonly<Record<string, number>>): CloudApiError {
  const list = Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
  return new CloudApiError(
    "RECONCILIATION_FAILED",
    `The counts do not add up (${list}), so nothing was published. This is a bug in @cloudapi/transform; please report it.`,
  );
}
