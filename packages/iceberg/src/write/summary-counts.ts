import type { DataFile } from "../manifest/data-file.ts";
import { partitionKey } from "./partition-key.ts";

type Summary = Readonly<Record<string, string>>;

/** What is counted of files. */
interface Counts {
  files: number;
  records: number;
  sizeBytes: number;
}

/** The totals of a summary, with what is added to them and taken away. */
const TOTALS = [
  ["total-data-files", "files"],
  ["total-records", "records"],
  ["total-files-size", "sizeBytes"],
] as const;

/** Totals that only delete files change, which this package never writes. */
const CARRIED = ["total-delete-files", "total-position-deletes", "total-equality-deletes"] as const;

/** Counts what a snapshot adds and removes, for its summary. */
export class SummaryCounts {
  readonly #before: Summary | undefined;
  readonly #added = noFiles();
  readonly #removed = noFiles();
  readonly #partitions = new Set<string>();

  /** @param before the summary of the snapshot before, if there is one */
  constructor(before: Summary | undefined) {
    this.#before = before;
  }

  add(file: DataFile): void {
    this.#count(this.#added, file);
  }

  remove(file: DataFile): void {
    this.#count(this.#removed, file);
  }

  /** What the snapshot did. */
  get operation(): "append" | "overwrite" | "delete" {
    if (this.#removed.files === 0) return "append";
    return this.#added.files > 0 ? "overwrite" : "delete";
  }

  /** The counts as a summary has them: what is zero is left out, and totals that were not known before stay unknown. */
  summary(): Summary {
    const changes = {
      "added-data-files": this.#added.files,
      "deleted-data-files": this.#removed.files,
      "added-records": this.#added.records,
      "deleted-records": this.#removed.records,
      "added-files-size": this.#added.sizeBytes,
      "removed-files-size": this.#removed.sizeBytes,
      "changed-partition-count": this.#partitions.size,
    };
    const summary: Record<string, string> = {};
    for (const [name, value] of Object.entries(changes)) if (value > 0) summary[name] = `${value}`;
    for (const [name, of] of TOTALS) {
      const before = this.#totalBefore(name);
      if (before === undefined) continue;
      const total = before + BigInt(this.#added[of]) - BigInt(this.#removed[of]);
      // The snapshot before may have said too little.
      if (total >= 0n) summary[name] = `${total}`;
    }
    for (const name of CARRIED) {
      const before = this.#totalBefore(name);
      if (before !== undefined) summary[name] = `${before}`;
    }
    return summary;
  }

  #count(counts: Counts, { rows, sizeBytes, specId, partition }: DataFile): void {
    counts.files++;
    counts.records += rows;
    counts.sizeBytes += sizeBytes;
    this.#partitions.add(`${specId} ${partitionKey(partition)}`);
  }

  #totalBefore(name: string): bigint | undefined {
    if (this.#before === undefined) return 0n;
    const text = this.#before[name] ?? "";
    return /^\d+$/.test(text) ? BigInt(text) : undefined;
  }
}

function noFiles(): Counts {
  return { files: 0, records: 0, sizeBytes: 0 };
}
