import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { runOnTrino } from "../../../scripts/lib/run-on-trino.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { trinoRow } from "../../transform/test/support/nested-readers.ts";
import {
  createTable,
  evolveTable,
  type IcebergCatalog,
  icebergSink,
  loadTable,
} from "../src/index.ts";
import { restCatalog } from "../src/rest/index.ts";
import { s3Storage } from "../src/s3/index.ts";
import { useBucket } from "./s3-servers.ts";
import { type CounterRow, counterRows, counters } from "./support/counters.ts";
import { pythonRow, writtenRow } from "./support/readers/canonical.ts";
import { firstDifference } from "./support/readers/first-difference.ts";
import { runPython } from "./support/readers/python-program.ts";

const rest = testServer("CLOUDAPI_TEST_ICEBERG_REST");
const versitygw = { name: "versitygw", endpoint: testServer("CLOUDAPI_TEST_S3_VERSITYGW") };
const python = testServer("CLOUDAPI_TEST_PYTHON");
const duckDb = testServer("CLOUDAPI_TEST_DUCKDB_ICEBERG");
const spark = testServer("CLOUDAPI_TEST_SPARK");
const jars = testServer("CLOUDAPI_TEST_ICEBERG_SPARK");
const trino = testServer("CLOUDAPI_TEST_TRINO_ICEBERG");
const LONG = { timeout: 600_000 };

const wider = defineDataset({
  name: "counters",
  schema: counters.schema.extend({
    n: z.int64(),
    place: z.object({ city: z.string(), zip: z.string().optional() }).optional(),
  }),
  eventTime: "at",
});
const { columns } = wider;
const names = columns.map((column) => column.name);
const namespace = `in_s3_${crypto.randomUUID().slice(0, 8)}`;
const table = { namespace, name: "counters" };

/** A row of either contract. */
interface Written {
  readonly at: string;
  readonly write: number;
  readonly n: number | bigint;
  readonly place?: object;
}

/** Programs in Python, with an environment that has what they read by. */
const PROGRAMS = [
  { name: "PyIceberg", python, isThere: python !== undefined },
  { name: "DuckDB", python: duckDb, isThere: duckDb !== undefined },
  { name: "Spark", python: spark, isThere: spark !== undefined && jars !== undefined },
] as const;

describe.skipIf(rest === undefined || versitygw.endpoint === undefined)(
  "a table in S3, of Iceberg's own REST catalog",
  () => {
    const lake = useBucket(versitygw);
    const late = {
      at: "2025-01-03T05:00:00.000Z",
      write: 4,
      n: 2n ** 40n,
      place: { city: "Köln" },
    };
    let catalog: IcebergCatalog;
    let rows: readonly Written[] = [];

    async function write(sourceId: string, own: readonly CounterRow[]): Promise<void> {
      const sink = icebergSink(await loadTable(catalog, table));
      await writeRows(counters, [own], sink, { sourceId });
    }

    function expected() {
      return rows.map((row) => writtenRow(columns, { ...row }));
    }

    beforeAll(async () => {
      const storage = s3Storage(lake.s3, { bucket: lake.bucket });
      catalog = restCatalog({ uri: rest ?? "", storage });
      await catalog.ensureNamespace(namespace);
      const location = `s3://${lake.bucket}/Ordner mit ü/counters`;
      await createTable(catalog, { namespace, dataset: counters, location });
      await write("a", counterRows(1, [0, 1], 3));
      await write("b", counterRows(2, [2], 2));
      await write("a", counterRows(3, [0], 2));
      const evolved = await evolveTable(await loadTable(catalog, table), wider);
      await writeRows(wider, [[late]], icebergSink(evolved), { sourceId: "late" });
      rows = [...counterRows(2, [2], 2), ...counterRows(3, [0], 2), late];
    });

    /** Have a program run statements, and then read the table. */
    async function byProgram(
      reader: string,
      executable: string | undefined,
      statements: readonly string[] = [],
    ) {
      const program = {
        python: executable ?? "",
        program: "read_rest.py",
        environment: { ICEBERG_JAR: jars ?? "" },
      };
      const { lines } = await runPython(program, {
        reader,
        statements,
        catalog: rest,
        endpoint: lake.endpoint,
        ...lake.credentials,
        reads: [{ table: `${namespace}.counters`, names }],
      });
      return (lines[0] as unknown[][]).map((row) => pythonRow(columns, row));
    }

    for (const { name, python: executable, isThere } of PROGRAMS)
      it.skipIf(!isThere)(`is read by ${name} as it was written`, LONG, async () => {
        expect(firstDifference([await byProgram(name, executable)], [expected()])).toBeUndefined();
      });

    async function byTrino(sql: string) {
      return runOnTrino(trino ?? "", { sql, parameters: [] }, "lake");
    }

    async function readByTrino() {
      const list = names.map((name) => `"${name}"`).join(", ");
      const result = await byTrino(`SELECT ${list} FROM ${namespace}.counters`);
      return result.rows.map((row) => {
        const { at, ...others } = trinoRow(columns, row) as { at: string };
        return { at: at.replace(/000Z$/, "Z"), ...others };
      });
    }

    it.skipIf(trino === undefined)("is read by Trino as it was written", LONG, async () => {
      expect(firstDifference([await readByTrino()], [expected()])).toBeUndefined();
    });

    it.skipIf(trino === undefined || spark === undefined)(
      "is written to by Trino, Spark and runs by turns",
      LONG,
      async () => {
        await byTrino(`DELETE FROM ${namespace}.counters WHERE "write" = 2`);
        await write("c", counterRows(5, [1], 2));
        const insert = `INSERT INTO lake.${namespace}.counters VALUES (TIMESTAMP_NTZ'2025-01-04 00:00:00', 6, 7, NULL, NULL)`;
        const found = await byProgram("Spark", spark, [insert]);
        await write("c", counterRows(7, [1], 1));
        const theirs = { at: "2025-01-04T00:00:00.000Z", write: 6, n: 7n };
        const kept = rows.filter((row) => row.write !== 2);
        rows = [...kept, theirs, ...counterRows(5, [1], 2)];
        expect(firstDifference([found], [expected()])).toBeUndefined();
        rows = [...kept, theirs, ...counterRows(7, [1], 1)];
        expect(firstDifference([await readByTrino()], [expected()])).toBeUndefined();
      },
    );
  },
);
