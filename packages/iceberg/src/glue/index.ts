export type { GlueCatalogInput } from "./glue-catalog.ts";
export { glueCatalog } from "./glue-catalog.ts";
