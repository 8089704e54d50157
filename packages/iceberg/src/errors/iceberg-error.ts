import { CloudApiError } from "@cloudapi/core";

/** What an {@link IcebergError} says beside its code and message. */
export interface IcebergErrorDetails {
  readonly cause?: unknown;
  /** `namespace.name`, where a table of a catalog is concerned. */
  readonly table?: string | undefined;
  /** Files that were written and are still there, since it isn't known whether the table has them. */
  readonly leftFiles?: readonly string[] | undefined;
}

/**
 * What is wrong with a table, a catalog or a commit; tell causes apart by `code`.
 *
 * Codes: `TABLE_EXISTS`, `NO_SUCH_TABLE`, `NO_SUCH_NAMESPACE`, `NOT_AN_ICEBERG_TABLE`, `TABLE_REPLACED`, `COMMIT_CONFLICT`,
 * `COMMIT_STATE_UNKNOWN`, `METADATA_NOT_FOUND`, `INVALID_METADATA`, `OUTSIDE_STORAGE`, `CATALOG_ACCESS_DENIED`,
 * `CATALOG_THROTTLED`, `CATALOG_UNAVAILABLE`, `CATALOG_REQUEST_FAILED`, `UNSUPPORTED_FORMAT_VERSION`,
 * `INVALID_UPDATE`, `SCHEMA_MISMATCH`, `SCHEMA_CANNOT_EVOLVE`, `INVALID_MANIFEST`, `UNSUPPORTED_TABLE`, `NO_SUCH_SNAPSHOT`,
 * `DELETES_APPLY`, `EARLIER_PARTITIONING`, `SOURCE_REWRITTEN`, `FILES_ARE_KEPT`.
 *
 * @example
 * ```ts
 * import { IcebergError } from "@cloudapi/iceberg";
 *
 * const error = new IcebergError("TABLE_EXISTS", "There is a table lake.orders already; load it with loadTable.");
 * console.log(error.code); // => "TABLE_EXISTS"
 * ```
 */
export class IcebergError extends CloudApiError {
  readonly table: string | undefined;
  readonly leftFiles: readonly string[];

  constructor(
    code: string,
    message: string,
    { cause, table, leftFiles = [] }: IcebergErrorDetails = {},
  ) {
    super(code, message, cause === undefined ? {} : { cause });
    this.table = table;
    this.leftFiles = leftFiles;
  }
}
