/** Something that a statement does to the catalog, under the name that Glue's API gives it. */
export interface CatalogUse {
  readonly operation: string;
  readonly database: string | undefined;
  readonly table: string | undefined;
}

/** Told of each use before it happens; it may throw to stop it. */
export type OnCatalogUse = (use: CatalogUse) => void;
