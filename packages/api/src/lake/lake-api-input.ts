import type { Dataset } from "@cloudapi/core";
import type { ApiSettings } from "../app/api-input.ts";
import type { QueryEngine } from "../engine/query-engine.ts";
import type { Operation } from "../operation/operation.ts";
import type { ResourceInput } from "../resource/api-resource.ts";
import type { LakeTableName } from "./lake-tables.ts";

/** A table of the lake. */
export interface LakeApiTable
  extends Omit<ResourceInput, "dataset" | "path" | "aliases" | "database" | "relations"> {
  /** Its contract: `catalogTable.dataset` of an ingest's report. */
  readonly dataset: Dataset;
}

/** What the API of a lake is made of. */
export interface LakeApiInput extends ApiSettings {
  readonly engine: QueryEngine;
  /** Default `datalake_db`. */
  readonly database?: string;
  /**
   * The contracts of the nine tables, which are `ms1_users`, `ms1_orders`, `ms1_products`, `ms2_customers`, `ms2_invoices`,
   * `ms2_payments`, `ms3_logs`, `ms3_sessions` and `ms3_events` unless `table` says otherwise. Their key is `id` or `_id`
   * unless `key` does.
   */
  readonly tables: Readonly<Record<LakeTableName, LakeApiTable>>;
  /** The column of products that is their category; default `category`. */
  readonly categoryColumn?: string;
  /** The column of invoices that is their customer; default `customer_id`. */
  readonly customerColumn?: string;
  /** Endpoints of one's own beside these. */
  readonly operations?: readonly Operation[];
}
