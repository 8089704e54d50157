import { IcebergError } from "../errors/iceberg-error.ts";
import type { TableMetadata } from "./table-metadata.ts";

/** Metadata that is being changed. */
export interface Draft {
  metadata: TableMetadata;
  /** The ids of what these updates added last, which -1 stands for. */
  readonly added: { schema?: number; spec?: number; sortOrder?: number };
  readonly nowMs: number;
}

/** Change some fields. */
export function set(draft: Draft, fields: Partial<TableMetadata>): void {
  draft.metadata = { ...draft.metadata, ...fields };
}

/** An update that the table can't have. */
export function invalidUpdate(why: string): IcebergError {
  return new IcebergError("INVALID_UPDATE", `The table can't be changed so: ${why}.`);
}
