import type { OnCatalogUse } from "../catalog/catalog-use.ts";

/** Runs work on somebody's behalf. */
export type RunAs = <T>(work: () => T) => T;

/** On whose behalf statements run, and what these may do. */
export interface Delegation {
  /** What runs a statement later on behalf of who submits it now. */
  readonly capture: () => RunAs;
  /** @throws where the one whose statement runs may not use the catalog like this */
  readonly onCatalogUse: OnCatalogUse;
  /** @throws where that one may not read an object, of which there is a copy already */
  readonly onCachedObject: (bucket: string, key: string) => void;
}
