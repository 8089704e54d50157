export { parquetFormat } from "./parquet-format.ts";
