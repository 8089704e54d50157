import { isCloudApiError } from "@cloudapi/core";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { LoadedTable } from "./catalog.ts";
import { tableTitle } from "./check-table-name.ts";
import { loadMetadata } from "./load-metadata.ts";
import type { PreparedCommit } from "./prepared-commit.ts";

/** A try to commit, and whether it may have worked although nobody said so. */
class CommitTry<P extends PreparedCommit> {
  readonly base: LoadedTable;
  readonly prepared: P;
  isOpen = false;
  leftFiles: readonly string[] = [];

  constructor(base: LoadedTable, prepared: P) {
    this.base = base;
    this.prepared = prepared;
  }

  failed(error: unknown): void {
    // What nobody has classified may be anything.
    this.isOpen = !isCloudApiError(error) || error.code === "COMMIT_STATE_UNKNOWN";
    if (error instanceof IcebergError) this.leftFiles = error.leftFiles;
  }

  get files(): readonly string[] {
    return [...this.prepared.written, ...this.leftFiles];
  }
}

/** The tries of one commit: which of them the table has, and what of their files may go. */
export class CommitTries<P extends PreparedCommit> {
  readonly #tries: CommitTry<P>[] = [];

  begin(base: LoadedTable, prepared: P): CommitTry<P> {
    const begun = new CommitTry(base, prepared);
    this.#tries.push(begun);
    return begun;
  }

  /** Whether a table is another than the one that was tried before. */
  isOfAnother({ metadata }: LoadedTable): boolean {
    const known = this.#tries[0]?.base.metadata["table-uuid"];
    return known !== undefined && known !== metadata["table-uuid"];
  }

  areOpen(): boolean {
    return this.#open().length > 0;
  }

  openSnapshots(): readonly bigint[] {
    return this.#open().flatMap(({ prepared }) => prepared.snapshotId ?? []);
  }

  openFiles(): readonly string[] {
    return this.#open().flatMap(({ files }) => files);
  }

  /** The try that the table has: its snapshot is there, or was in one of the versions since. */
  async findIn(table: LoadedTable): Promise<CommitTry<P> | undefined> {
    const known = this.#tries.filter(({ prepared }) => prepared.snapshotId !== undefined);
    const there = snapshotIds(table.metadata.snapshots);
    const found = known.find(({ prepared }) => there.has(prepared.snapshotId as bigint));
    const isSought = found === undefined && known.some(({ isOpen }) => isOpen);
    return isSought ? findInHistory(table, known) : found;
  }

  /** Remove the files that no committed try has; those of tries that may have worked stay while none is committed. */
  async removeFiles(committed?: CommitTry<P>): Promise<void> {
    const kept = new Set(committed === undefined ? this.openFiles() : committed.files);
    const lost = this.#tries.flatMap(({ files }) => files).filter((file) => !kept.has(file));
    const storage = this.#tries[0]?.base.storage;
    // Files that stay are orphans, no more: they are removed with those.
    if (lost.length > 0) await storage?.remove([...new Set(lost)]).catch(() => undefined);
  }

  #open(): CommitTry<P>[] {
    return this.#tries.filter(({ isOpen }) => isOpen);
  }
}

function snapshotIds(snapshots: readonly { readonly "snapshot-id": bigint }[]): Set<bigint> {
  return new Set(snapshots.map((snapshot) => snapshot["snapshot-id"]));
}

/** A snapshot may be expired already: the metadata files between say whether it ever was one of the table's. */
async function findInHistory<P extends PreparedCommit>(
  table: LoadedTable,
  known: readonly CommitTry<P>[],
): Promise<CommitTry<P> | undefined> {
  const log = table.metadata["metadata-log"].map((entry) => entry["metadata-file"]);
  // From the first of the bases on, or all where none is listed any more.
  const bases = known.map(({ base }) => log.indexOf(base.metadataLocation));
  const since = Math.min(...bases.filter((index) => index >= 0));
  for (const location of log.slice(Number.isFinite(since) ? since + 1 : 0)) {
    const title = tableTitle(table.name);
    const earlier = await loadMetadata(table.storage, location, { title }).catch(() => undefined);
    const there = snapshotIds(earlier?.snapshots ?? []);
    const found = known.find(({ prepared }) => there.has(prepared.snapshotId as bigint));
    if (found !== undefined) return found;
  }
  return undefined;
}
