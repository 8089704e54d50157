import type { IcebergCatalog } from "../catalog/catalog.ts";

const METHODS = ["load", "create", "commit"] as const satisfies (keyof IcebergCatalog)[];

/** @throws {TypeError} for something else than a catalog */
export function checkCatalog(what: string, catalog: unknown): void {
  const given = Object(catalog) as Record<string, unknown>;
  if (METHODS.every((method) => typeof given[method] === "function")) return;
  throw new TypeError(
    `${what}: catalog must be a catalog, such as fileCatalog(storage), or an object of your own with the methods of IcebergCatalog.`,
  );
}
