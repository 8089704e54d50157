export { type GlueTablesInput, glueTables } from "./glue-tables.ts";
