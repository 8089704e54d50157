import { IcebergError } from "../errors/iceberg-error.ts";
import type { TableRequirement } from "./table-change.ts";
import type { TableMetadata } from "./table-metadata.ts";

/**
 * Refuse a change whose requirements the table does not meet.
 *
 * @param metadata the table as it is; `undefined` when there is none
 * @throws {IcebergError} `COMMIT_CONFLICT` that says what is not as it was
 */
export function checkRequirements(
  metadata: TableMetadata | undefined,
  requirements: readonly TableRequirement[],
): void {
  for (const requirement of requirements) {
    const fault = faultOf(metadata, requirement);
    if (fault !== undefined)
      throw new IcebergError(
        "COMMIT_CONFLICT",
        `Nothing was committed, since the table is no longer as it was: ${fault}. Load it again, and decide again.`,
      );
  }
}

function faultOf(
  metadata: TableMetadata | undefined,
  requirement: TableRequirement,
): string | undefined {
  if (requirement.type === "assert-create")
    return metadata === undefined ? undefined : "it is there already";
  if (metadata === undefined) return "it is not there";
  switch (requirement.type) {
    case "assert-table-uuid":
      return differs("its uuid", metadata["table-uuid"], requirement.uuid);
    case "assert-ref-snapshot-id":
      return differs(
        `the snapshot of ${requirement.ref}`,
        metadata.refs[requirement.ref]?.["snapshot-id"] ?? null,
        requirement["snapshot-id"],
      );
    case "assert-last-assigned-field-id":
      return differs(
        "the last id of a column",
        metadata["last-column-id"],
        requirement["last-assigned-field-id"],
      );
    case "assert-current-schema-id":
      return differs(
        "the current schema",
        metadata["current-schema-id"],
        requirement["current-schema-id"],
      );
    case "assert-last-assigned-partition-id":
      return differs(
        "the last id of a partition field",
        metadata["last-partition-id"],
        requirement["last-assigned-partition-id"],
      );
    case "assert-default-spec-id":
      return differs(
        "the default partition spec",
        metadata["default-spec-id"],
        requirement["default-spec-id"],
      );
    case "assert-default-sort-order-id":
      return differs(
        "the default sort order",
        metadata["default-sort-order-id"],
        requirement["default-sort-order-id"],
      );
  }
}

function differs<T extends string | number | bigint | null>(
  what: string,
  is: T,
  expected: T,
): string | undefined {
  return is === expected ? undefined : `${what} is ${is ?? "none"}, not ${expected ?? "none"}`;
}
