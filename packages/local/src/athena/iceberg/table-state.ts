import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergSchema, LoadedTable, Snapshot } from "@cloudapi/iceberg";

/** Which state of a table is asked for. */
export type StateAsked =
  | { readonly snapshotId: bigint }
  | { readonly ref: string }
  | { readonly epochMs: number };

/** A state of a table: its snapshot, and the columns that it had. */
export interface TableState {
  readonly snapshot: Snapshot | undefined;
  readonly schema: IcebergSchema;
}

/**
 * A table as it is, or as it was: what is current is read with the current columns, a snapshot with its own.
 *
 * @throws {TrinoError} INVALID_ARGUMENTS for a state that the table doesn't have
 */
export function tableState(
  { metadata, name }: LoadedTable,
  asked: StateAsked | undefined,
): TableState {
  const id =
    asked === undefined ? metadata["current-snapshot-id"] : snapshotId(metadata, asked, name);
  const snapshot = metadata.snapshots.find((each) => each["snapshot-id"] === id);
  if (id !== undefined && snapshot === undefined)
    throw invalid(`Iceberg snapshot ID does not exists: ${id}`);
  const ofSnapshot = asked === undefined ? undefined : snapshot?.["schema-id"];
  const schemaId = ofSnapshot ?? metadata["current-schema-id"];
  const schema = metadata.schemas.find((each) => each["schema-id"] === schemaId);
  if (schema === undefined)
    throw new TrinoError("ICEBERG_INVALID_METADATA", `The table has no schema ${schemaId}`);
  return { snapshot, schema };
}

function snapshotId(
  metadata: LoadedTable["metadata"],
  asked: StateAsked,
  { namespace, name }: LoadedTable["name"],
): bigint {
  if ("snapshotId" in asked) return asked.snapshotId;
  if ("ref" in asked) {
    const { refs } = metadata;
    const ref = Object.hasOwn(refs, asked.ref) ? refs[asked.ref] : undefined;
    if (ref !== undefined) return ref["snapshot-id"];
    throw invalid(`Cannot find snapshot with reference name: ${asked.ref}`);
  }
  const entry = metadata["snapshot-log"].findLast((each) => each["timestamp-ms"] <= asked.epochMs);
  if (entry !== undefined) return entry["snapshot-id"];
  const time = new Date(asked.epochMs);
  const text = Number.isNaN(time.getTime()) ? String(asked.epochMs) : time.toISOString();
  throw invalid(`No version history table ${namespace}.${name} at or before ${text}`);
}

function invalid(message: string): TrinoError {
  return new TrinoError("INVALID_ARGUMENTS", message);
}
