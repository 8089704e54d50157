import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { commitTable } from "../src/catalog/commit-loop.ts";
import type { PreparedCommit } from "../src/catalog/prepared-commit.ts";
import type { IcebergCatalog, LoadedTable, TableMetadata, TableName } from "../src/index.ts";
import { collect } from "./collect.ts";
import { emptyMetadata } from "./empty-metadata.ts";

/** A race of writers that append to one table. */
export interface Race {
  readonly name: TableName;
  /** Where the table is made; empty where the catalog says. */
  readonly location: string;
  readonly writers: number;
  readonly commits: number;
  /** The catalog as one of the writers has it, with what goes wrong on its way. */
  catalogOf(writer: number): IcebergCatalog;
  /** The catalog as it is. */
  readonly catalog: IcebergCatalog;
  /** A catalog of files has all metadata files of a table in the line, others need not. */
  readonly metadataFiles?: number | undefined;
}

/** What came of a race, for those who measure. */
export interface RaceResult {
  readonly table: LoadedTable;
  readonly attempts: number;
}

function newSnapshotId(): bigint {
  return randomBytes(8).readBigUInt64BE() >> 1n;
}

/** An append of nothing: a snapshot with a list that only it has. */
async function prepareAppend(table: LoadedTable, label: string): Promise<PreparedCommit> {
  const { metadata, storage } = table;
  const snapshotId = newSnapshotId();
  const parent = metadata["current-snapshot-id"];
  const list = `${metadata.location}/metadata/snap-${snapshotId}.avro`;
  await storage.write(list, new TextEncoder().encode(label));
  const snapshot = {
    "snapshot-id": snapshotId,
    ...(parent !== undefined && { "parent-snapshot-id": parent }),
    "sequence-number": metadata["last-sequence-number"] + 1,
    "timestamp-ms": Math.max(Date.now(), metadata["last-updated-ms"]),
    "manifest-list": list,
    summary: { operation: "append", label },
    "schema-id": metadata["current-schema-id"],
  };
  return {
    snapshotId,
    written: [list],
    requirements: [
      { type: "assert-table-uuid", uuid: metadata["table-uuid"] },
      { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": parent ?? null },
    ],
    updates: [
      { action: "add-snapshot", snapshot },
      { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": snapshotId },
    ],
  };
}

/** Let the writers run, and see that every commit is in the table exactly once, in one line, and that nothing else is left. */
export async function race(settings: Race): Promise<RaceResult> {
  const { name, location, writers, commits, catalog } = settings;
  await catalog.ensureNamespace(name.namespace);
  await catalog.create(name, emptyMetadata(location));
  let attempts = 0;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const own = settings.catalogOf(writer);
      for (let commit = 0; commit < commits; commit++) {
        const label = `${writer}/${commit}`;
        const outcome = await commitTable(own, name, (table) => prepareAppend(table, label));
        attempts += outcome.attempts;
        const ids = outcome.table.metadata.snapshots.map((each) => each["snapshot-id"]);
        expect(ids).toContain(outcome.prepared?.snapshotId);
      }
    }),
  );
  const table = await catalog.load(name);
  if (table === undefined) throw new Error("the table is gone");
  expectOneLine(table.metadata, writers, commits);
  await expectNoOthers(table, settings);
  return { table, attempts };
}

function expectOneLine(metadata: TableMetadata, writers: number, commits: number): void {
  const all = writers * commits;
  const labels = metadata.snapshots.map(({ summary }) => summary["label"]);
  expect(labels).toHaveLength(all);
  expect(new Set(labels).size).toBe(all);
  metadata.snapshots.forEach((snapshot, index) => {
    expect(snapshot["sequence-number"]).toBe(index + 1);
    expect(snapshot["parent-snapshot-id"]).toBe(metadata.snapshots[index - 1]?.["snapshot-id"]);
  });
  expect(metadata["current-snapshot-id"]).toBe(metadata.snapshots.at(-1)?.["snapshot-id"]);
  expect(metadata["last-sequence-number"]).toBe(all);
}

async function expectNoOthers({ metadata, storage }: LoadedTable, race: Race): Promise<void> {
  const files = await collect(storage.list(`${metadata.location}/metadata/`));
  // Some catalogs name files of this machine by their bare path.
  const prefix = metadata.location.startsWith("/") ? "file://" : "";
  const uris = files.map(({ uri }) => uri.slice(prefix.length));
  const lists = uris.filter((uri) => uri.endsWith(".avro"));
  const known = metadata.snapshots.map((snapshot) => snapshot["manifest-list"]);
  expect(lists.toSorted()).toEqual(known.toSorted());
  if (race.metadataFiles === undefined) return;
  const versions = files.filter(({ uri }) => uri.endsWith(".metadata.json"));
  expect(versions).toHaveLength(race.metadataFiles);
}
