import * as z from "zod";
import { IcebergError } from "../errors/iceberg-error.ts";
import { parseIcebergJson, serializeIcebergJson } from "../json/iceberg-json.ts";
import { UNSORTED } from "./build-sort-order.ts";
import { snapshotOf } from "./current.ts";
import { metadataFields } from "./metadata-fields.ts";
import type { TableMetadata } from "./table-metadata.ts";

/**
 * A table's metadata from the text of its file.
 *
 * @param location where the file is, for messages
 * @throws {IcebergError} `INVALID_METADATA` for text that is none; `UNSUPPORTED_FORMAT_VERSION` for versions other than 2
 */
export function parseMetadata(text: string, location: string): TableMetadata {
  try {
    return readMetadata(parseIcebergJson(text), location);
  } catch (error) {
    if (error instanceof IcebergError) throw error;
    throw invalid(location, (error as Error).message, error);
  }
}

/**
 * A table's metadata from the value of its JSON, as `parseIcebergJson` gives it; a catalog's answer has one inside.
 *
 * @throws {IcebergError} as {@link parseMetadata}
 */
export function readMetadata(value: unknown, location: string): TableMetadata {
  const version = (value as Partial<TableMetadata> | null | undefined)?.["format-version"];
  if (version === undefined) throw invalid(location, "it has no format-version");
  if (version !== 2)
    throw new IcebergError(
      "UNSUPPORTED_FORMAT_VERSION",
      `The table of ${location} has format version ${String(version)}; version 2 is read and written. ${version === 1 ? "Upgrade it by an engine that can: ALTER TABLE … SET TBLPROPERTIES ('format-version' = '2')." : "Copy it into a table of version 2."}`,
    );
  const { success, data, error } = metadataFields.safeParse(value);
  if (!success) throw invalid(location, z.prettifyError(error));
  const metadata = completed(data as unknown as TableMetadata);
  checkNames(metadata, location);
  return metadata;
}

/** The text of a metadata file. */
export function serializeMetadata(metadata: TableMetadata): string {
  const there = Object.entries(metadata).filter(([, value]) => value !== null);
  return serializeIcebergJson(Object.fromEntries(there));
}

/** What writers may leave out, or say in two ways. */
function completed({
  "current-snapshot-id": current,
  refs,
  ...metadata
}: TableMetadata): TableMetadata {
  const orders = metadata["sort-orders"] as TableMetadata["sort-orders"];
  const isCurrent = current !== undefined && current !== null && current !== -1n;
  const main = isCurrent ? { main: { "snapshot-id": current, type: "branch" } as const } : {};
  const hasUnsorted = orders.some((order) => order["order-id"] === UNSORTED["order-id"]);
  return {
    ...(metadata as TableMetadata),
    "sort-orders": hasUnsorted ? orders : [UNSORTED, ...orders],
    ...(isCurrent ? { "current-snapshot-id": current } : {}),
    refs: { ...main, ...refs },
  };
}

/** What the metadata names itself has to be in it. */
function checkNames(metadata: TableMetadata, location: string): void {
  const issues: string[] = [];
  const need = (isThere: boolean, what: string) => {
    if (!isThere) issues.push(`it has no ${what}`);
  };
  const schemaId = metadata["current-schema-id"];
  need(
    metadata.schemas.some((schema) => schema["schema-id"] === schemaId),
    `schema ${schemaId}`,
  );
  const specId = metadata["default-spec-id"];
  const specs = metadata["partition-specs"];
  need(
    specs.some((spec) => spec["spec-id"] === specId),
    `partition spec ${specId}`,
  );
  const orderId = metadata["default-sort-order-id"];
  const orders = metadata["sort-orders"];
  need(
    orders.some((order) => order["order-id"] === orderId),
    `sort order ${orderId}`,
  );
  for (const [name, ref] of Object.entries(metadata.refs)) {
    const id = ref["snapshot-id"];
    need(snapshotOf(metadata, id) !== undefined, `snapshot ${id}, which ${name} stands for`);
  }
  const current = metadata["current-snapshot-id"] ?? "none";
  const main = metadata.refs["main"]?.["snapshot-id"] ?? "none";
  if (current !== main)
    issues.push(`its current snapshot is ${current}, and that of main is ${main}`);
  if (issues.length > 0) throw invalid(location, issues.join("; "));
}

function invalid(location: string, why: string, cause?: unknown): IcebergError {
  return new IcebergError(
    "INVALID_METADATA",
    `${location} is no metadata of an Iceberg table: ${why}. Point the catalog to an earlier metadata file, if the table's folder has one that is whole.`,
    cause === undefined ? undefined : { cause },
  );
}
