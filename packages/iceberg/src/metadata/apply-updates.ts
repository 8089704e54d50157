import { without } from "../json/without.ts";
import { addDefinition, definitionIds } from "./add-definition.ts";
import { type Draft, invalidUpdate, set } from "./draft.ts";
import { addSnapshot, removeRef, removeSnapshots, setRef } from "./snapshot-updates.ts";
import type { TableUpdate } from "./table-change.ts";
import type { MetadataLogEntry, TableMetadata } from "./table-metadata.ts";

/** Metadata files that a table remembers, unless its properties say another number. */
const PREVIOUS_VERSIONS = 100;

/**
 * The metadata that a table has after updates.
 *
 * @throws {IcebergError} `INVALID_UPDATE` for an update that the table can't have
 */
export function applyUpdates(
  metadata: TableMetadata,
  updates: readonly TableUpdate[],
  nowMs: number,
): TableMetadata {
  const draft: Draft = { metadata, added: {}, nowMs };
  for (const update of updates) applyUpdate(draft, update);
  const { metadata: changed } = draft;
  // Readers refuse a table that was changed before its last change.
  const lastUpdatedMs = Math.max(nowMs, changed["last-updated-ms"]);
  return updates.length === 0 ? changed : { ...changed, "last-updated-ms": lastUpdatedMs };
}

/** The metadata that a table has after updates, which remembers the metadata file before. */
export function nextMetadata(
  base: { readonly metadata: TableMetadata; readonly metadataLocation: string },
  updates: readonly TableUpdate[],
  nowMs: number,
): TableMetadata {
  const next = applyUpdates(base.metadata, updates, nowMs);
  const entry: MetadataLogEntry = {
    "metadata-file": base.metadataLocation,
    "timestamp-ms": base.metadata["last-updated-ms"],
  };
  const log = [...base.metadata["metadata-log"], entry].slice(-previousVersions(next));
  return { ...next, "metadata-log": log };
}

function previousVersions({ properties }: TableMetadata): number {
  const given = Number(properties["write.metadata.previous-versions-max"]);
  return Number.isSafeInteger(given) && given > 0 ? given : PREVIOUS_VERSIONS;
}

function applyUpdate(draft: Draft, update: TableUpdate): void {
  switch (update.action) {
    case "add-schema":
    case "add-spec":
    case "add-sort-order":
      return addDefinition(draft, update);
    case "set-current-schema":
      return set(draft, { "current-schema-id": knownId(draft, "schema", update["schema-id"]) });
    case "set-default-spec":
      return set(draft, { "default-spec-id": knownId(draft, "spec", update["spec-id"]) });
    case "set-default-sort-order": {
      const id = knownId(draft, "sortOrder", update["sort-order-id"]);
      return set(draft, { "default-sort-order-id": id });
    }
    case "add-snapshot":
      return addSnapshot(draft, update.snapshot);
    case "set-snapshot-ref":
      return setRef(draft, update["ref-name"], without(update, "action", "ref-name"));
    case "remove-snapshots":
      return removeSnapshots(draft, update["snapshot-ids"]);
    case "remove-snapshot-ref":
      return removeRef(draft, update["ref-name"]);
    case "upgrade-format-version":
      return upgrade(draft, update["format-version"]);
    default:
      return applyProperty(draft, update);
  }
}

function applyProperty(
  draft: Draft,
  update: Extract<
    TableUpdate,
    { action: "assign-uuid" | "set-location" | "set-properties" | "remove-properties" }
  >,
): void {
  const { properties } = draft.metadata;
  switch (update.action) {
    case "assign-uuid":
      return set(draft, { "table-uuid": update.uuid });
    case "set-location":
      return set(draft, { location: update.location });
    case "set-properties":
      return set(draft, { properties: { ...properties, ...update.updates } });
    case "remove-properties": {
      const kept = Object.entries(properties).filter(([key]) => !update.removals.includes(key));
      return set(draft, { properties: Object.fromEntries(kept) });
    }
    default:
      throw invalidUpdate(
        `there is no update ${JSON.stringify((update as { action?: unknown }).action)}`,
      );
  }
}

function knownId(draft: Draft, what: "schema" | "spec" | "sortOrder", id: number): number {
  const [ids, name] = definitionIds(draft.metadata, what);
  const meant = id === -1 ? draft.added[what] : id;
  if (meant === undefined)
    throw invalidUpdate(`-1 stands for the ${name} added last, and none was`);
  if (!ids.includes(meant)) throw invalidUpdate(`the table has no ${name} ${meant}`);
  return meant;
}

function upgrade(draft: Draft, version: number): void {
  const is = draft.metadata["format-version"];
  if (version === is) return;
  if (version !== 2 || is > 2)
    throw invalidUpdate(`a table of format version ${is} can't become one of version ${version}`);
  set(draft, { "format-version": version });
}
