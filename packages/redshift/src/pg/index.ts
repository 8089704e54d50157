export { type PgInput, pgWarehouse } from "./pg-warehouse.ts";
