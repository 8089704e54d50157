import type { CatalogFormat } from "./as-in-files.ts";

/** The table to be there. */
export interface EnsureTableInput {
  readonly database: string;
  /** Where the objects are: `s3://bucket/prefix/`. */
  readonly location: string;
  /** How the objects are written; default `parquet`. With `json`, JSON Lines, times, dates and decimals are text, as they stand there. */
  readonly format?: CatalogFormat;
  /** Default: the dataset's name. */
  readonly table?: string;
  /** Further table properties; those that the table has and that are not named here stay. */
  readonly properties?: Readonly<Record<string, string>>;
}
