import { testServer } from "../../../../../scripts/lib/test-server.ts";
import { byIcebird } from "./icebird-reader.ts";
import { pythonReader } from "./python-reader.ts";
import type { TableReader } from "./table-reader.ts";
import { trinoReader } from "./trino-reader.ts";
import { SPARK } from "./where-sql.ts";

/** Programs and servers, where they are installed. */
const python = testServer("CLOUDAPI_TEST_PYTHON");
const duckDb = testServer("CLOUDAPI_TEST_DUCKDB_ICEBERG");
const spark = testServer("CLOUDAPI_TEST_SPARK");
const sparkJar = testServer("CLOUDAPI_TEST_ICEBERG_SPARK");
const trino = testServer("CLOUDAPI_TEST_TRINO_ICEBERG");

/** A reader of Iceberg tables that someone else wrote. */
export interface NamedReader {
  readonly name: "PyIceberg" | "DuckDB" | "Spark" | "Trino" | "icebird";
  readonly read: TableReader;
  /** Whether it is installed. */
  readonly isThere: boolean;
}

export const READERS: readonly NamedReader[] = [
  {
    name: "PyIceberg",
    read: pythonReader({ python: python ?? "", program: "read_pyiceberg.py" }),
    isThere: python !== undefined,
  },
  {
    name: "DuckDB",
    read: pythonReader({ python: duckDb ?? "", program: "read_duckdb.py" }),
    isThere: duckDb !== undefined,
  },
  {
    name: "Spark",
    read: pythonReader(
      {
        python: spark ?? "",
        program: "read_spark.py",
        environment: { ICEBERG_JAR: sparkJar ?? "" },
      },
      SPARK,
    ),
    isThere: spark !== undefined && sparkJar !== undefined,
  },
  { name: "Trino", read: trinoReader(trino ?? ""), isThere: trino !== undefined },
  { name: "icebird", read: byIcebird, isThere: true },
];
