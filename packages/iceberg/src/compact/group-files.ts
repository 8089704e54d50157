import type { DataFile } from "../manifest/data-file.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { ScanTask } from "../scan/plan-scan.ts";
import { partitionKey } from "../write/partition-key.ts";
import { sourceHashOf } from "../write/source-files.ts";
import type { OrderColumn } from "./row-order.ts";

/** Files that become one, or more where they are too large for one. */
export interface FileGroup {
  readonly files: readonly DataFile[];
  /** Whose rows they all have, where they are of one source, and no other group has rows of it beside those of others. */
  readonly sourceHash: string | undefined;
}

/** A file that stays as it is, and why. */
export interface LeftFile {
  readonly path: string;
  readonly reason: string;
}

/** What is to be put together. */
export interface GroupPlan {
  readonly groups: readonly FileGroup[];
  readonly left: readonly LeftFile[];
}

/** A file of this part of the size that is aimed at is large enough. */
const SMALL = 0.75;

/**
 * The files of a table that are to be put together: small ones of one partition, in the order of their values; and those of an earlier
 * partitioning, whatever their size.
 */
export function groupFiles(
  metadata: TableMetadata,
  tasks: readonly ScanTask[],
  { targetFileBytes, order }: { readonly targetFileBytes: number; readonly order: OrderColumn[] },
): GroupPlan {
  const left: LeftFile[] = [];
  const partitions = new Map<string, DataFile[]>();
  const specId = metadata["default-spec-id"];
  for (const { file, deletes } of tasks) {
    const isCurrent = file.specId === specId;
    if (isCurrent && file.sizeBytes >= targetFileBytes * SMALL) continue;
    const reason = reasonToStay(file, deletes.length);
    if (reason !== undefined) {
      left.push({ path: file.path, reason });
      continue;
    }
    const key = `${file.specId} ${partitionKey(file.partition)}`;
    const alike = partitions.get(key) ?? [];
    alike.push(file);
    partitions.set(key, alike);
  }
  const groups = [...partitions.values()].flatMap((files) => {
    const bins = packed(inOrder(files, order), targetFileBytes);
    return bins.filter((bin) => bin.length > 1 || bin[0]?.specId !== specId);
  });
  return { groups: withSources(groups), left };
}

function reasonToStay({ format, keyMetadata }: DataFile, deletes: number): string | undefined {
  if (deletes > 0) return "rows of it are deleted";
  if (format !== "parquet") return `its format is ${format}`;
  return keyMetadata === undefined ? undefined : "it is encrypted";
}

/** Files by their least value of the first column that rows are ordered by. */
function inOrder(files: readonly DataFile[], [first]: readonly OrderColumn[]): DataFile[] {
  const bounds = new Map(files.map((file) => [file, boundOf(file, first)]));
  return files.toSorted((a, b) => {
    const [one = 0n, other = 0n] = [bounds.get(a), bounds.get(b)];
    if (one !== other) return one < other ? -1 : 1;
    return a.path < b.path ? -1 : 1;
  });
}

/** Whole numbers and times are stored with the lowest byte first. */
function boundOf(file: DataFile, column: OrderColumn | undefined): bigint | undefined {
  const bytes = column && file.lowerBounds?.get(column.fieldId);
  if (bytes?.length !== 8) return undefined;
  return Buffer.from(bytes).readBigInt64LE();
}

/** Files one after another, as many as come to the size that is aimed at. */
function packed(files: readonly DataFile[], targetFileBytes: number): DataFile[][] {
  const bins: DataFile[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (size + file.sizeBytes > targetFileBytes) {
      bins.push([]);
      size = 0;
    }
    bins.at(-1)?.push(file);
    size += file.sizeBytes;
  }
  return bins;
}

/** A source's rows stay known as its own where none of them come to one file with others'. */
function withSources(bins: readonly (readonly DataFile[])[]): FileGroup[] {
  const hashes = bins.map((files) => new Set(files.map(({ path }) => sourceHashOf(path))));
  const mixed = new Set(hashes.filter(({ size }) => size > 1).flatMap((found) => [...found]));
  return bins.map((files, i) => {
    const [only] = hashes[i] ?? [];
    const isPure = hashes[i]?.size === 1 && !mixed.has(only);
    return { files, sourceHash: isPure ? only : undefined };
  });
}
