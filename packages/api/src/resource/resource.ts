import type { Column, Dataset } from "@cloudapi/core";
import type { EngineTable } from "../engine/query-engine.ts";
import type { RelationInput } from "./api-resource.ts";

/** A resource whose settings are all there, and right. */
export interface Resource {
  readonly dataset: Dataset;
  readonly path: string;
  readonly aliases: readonly string[];
  readonly table: EngineTable;
  /** The columns of a row as they are answered, those of partitions among them. */
  readonly columns: readonly Column[];
  readonly key: readonly Column[];
  readonly relations: readonly (RelationInput & {
    readonly parameter: string;
    readonly of: Column;
  })[];
  readonly filters: readonly Column[];
  readonly sort: readonly Column[];
  readonly limit: { readonly default: number; readonly max: number };
  readonly range: { readonly defaultDays: number; readonly maxDays: number } | undefined;
  readonly restrict: { readonly column: Column; readonly claim: string } | undefined;
}
