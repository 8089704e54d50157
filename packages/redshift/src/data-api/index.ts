export type { ConnectionInput } from "./connection.ts";
export { type DataApiInput, dataApiWarehouse } from "./data-api-warehouse.ts";
