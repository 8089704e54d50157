export type { Source } from "../source/source.ts";
export type { Microseconds } from "../sql/timestamp-type.ts";
export type {
  MysqlConnection,
  MysqlField,
  MysqlPool,
  MysqlPromisePool,
  MysqlQuery,
  MysqlRow,
  MysqlRows,
} from "./mysql-pool.ts";
export { type MySqlSourceOptions, mySqlSource } from "./mysql-source.ts";
