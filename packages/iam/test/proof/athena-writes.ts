import { CreateDatabaseCommand } from "@aws-sdk/client-glue";
import { runQuery } from "@cloudapi/athena";
import type { OperationUse } from "../../src/index.ts";
import type { Clients } from "./guard.ts";
import { DATABASE, KEY, LAKE, RESULTS, RESULTS_KEY, type Scenario, scenario } from "./scenario.ts";

const outputLocation = `s3://${RESULTS}/team/`;
const place = { database: DATABASE, outputLocation };

/** Statements about one table, that somebody else has made of those in `before`. */
interface Writing {
  readonly title: string;
  readonly table: string;
  readonly cases: readonly string[];
  readonly isIceberg?: boolean;
  readonly use?: Partial<OperationUse>;
  readonly before?: readonly string[];
  readonly statements: readonly string[];
}

function writing({ title, table, isIceberg, ...given }: Writing): Scenario {
  const use = {
    operation: "runQuery",
    workGroup: "primary",
    outputLocation,
    outputKmsKeyArn: RESULTS_KEY,
    database: DATABASE,
    table,
    bucket: LAKE,
    prefix: `${table}/`,
    kmsKeyArn: KEY,
    cases: ["registeredPartitions", "defaultDatabase", ...given.cases],
    ...given.use,
  } as const;
  return scenario(
    use,
    async (watched, root) => {
      await prepare(root, given.before ?? []);
      watched.queries = {
        database: DATABASE,
        table,
        isIceberg,
        object: { bucket: LAKE, key: `${table}/a.parquet` },
        results: { bucket: RESULTS, key: "team/result.csv" },
        unload: { bucket: RESULTS, key: "unloaded/part" },
        keys: { table: KEY, results: RESULTS_KEY, unload: RESULTS_KEY },
      };
      for (const sql of given.statements) await runQuery(watched.clients.athena, { sql, ...place });
      const onProgress = () => {
        throw new Error("stop");
      };
      const stopped = runQuery(
        watched.clients.athena,
        { sql: "SELECT 1", ...place },
        { onProgress },
      );
      await stopped.then(fail, () => undefined);
    },
    `runQuery: ${title}`,
  );
}

function fail(): never {
  throw new Error("It was to be stopped.");
}

async function prepare({ glue, athena }: Clients, statements: readonly string[]): Promise<void> {
  await glue
    .send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }))
    .catch(() => undefined);
  for (const sql of statements) await runQuery(athena, { sql, ...place });
}

function hive(table: string): string {
  return `CREATE TABLE ${table} WITH (external_location = 's3://${LAKE}/${table}/', partitioned_by = ARRAY['p']) AS SELECT * FROM (VALUES (1, 'a')) AS v(id, p)`;
}

function iceberg(table: string): string {
  return `CREATE TABLE ${table} WITH (table_type = 'ICEBERG', is_external = false, location = 's3://${LAKE}/${table}/') AS SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, p)`;
}

export const WRITING_SCENARIOS: readonly Scenario[] = [
  writing({
    title: "CREATE TABLE AS",
    table: "w_made",
    cases: ["createAs"],
    statements: [hive("w_made")],
  }),
  writing({
    title: "INSERT INTO files",
    table: "w_added",
    cases: ["insert"],
    before: [hive("w_added")],
    statements: ["INSERT INTO w_added VALUES (2, 'b')"],
  }),
  writing({
    title: "partitions",
    table: "w_parts",
    cases: ["partitions"],
    before: [hive("w_parts")],
    statements: [
      "ALTER TABLE w_parts ADD PARTITION (p='z')",
      "ALTER TABLE w_parts DROP PARTITION (p='z')",
      "MSCK REPAIR TABLE w_parts",
    ],
  }),
  writing({
    title: "rows of Iceberg",
    table: "w_rows",
    cases: ["changeRows"],
    isIceberg: true,
    before: [iceberg("w_rows")],
    statements: [
      "INSERT INTO w_rows VALUES (3, 'c')",
      "UPDATE w_rows SET p = 'x' WHERE id = 1",
      "DELETE FROM w_rows WHERE id = 2",
      "MERGE INTO w_rows AS t USING (SELECT 3 AS id, 'd' AS p) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET p = s.p",
      "OPTIMIZE w_rows REWRITE DATA USING BIN_PACK",
    ],
  }),
  writing({
    title: "VACUUM",
    table: "w_old",
    cases: ["vacuum"],
    isIceberg: true,
    before: [
      iceberg("w_old"),
      "ALTER TABLE w_old SET TBLPROPERTIES ('vacuum_max_snapshot_age_seconds'='1')",
      "DELETE FROM w_old WHERE id = 2",
    ],
    statements: ["VACUUM w_old"],
  }),
  writing({
    title: "DROP TABLE of Iceberg",
    table: "w_gone",
    cases: ["dropWithData"],
    isIceberg: true,
    before: [iceberg("w_gone")],
    statements: ["DROP TABLE w_gone"],
  }),
  writing({
    title: "UNLOAD",
    table: "w_source",
    cases: [],
    use: { unloadLocation: `s3://${RESULTS}/unloaded/`, unloadKmsKeyArn: RESULTS_KEY },
    before: [hive("w_source")],
    statements: [
      `UNLOAD (SELECT id FROM w_source) TO 's3://${RESULTS}/unloaded/one/' WITH (format = 'PARQUET')`,
    ],
  }),
  writing({
    title: "views",
    table: "w_seen",
    cases: ["view"],
    use: { view: "w_view" },
    before: [hive("w_seen")],
    statements: [
      "CREATE OR REPLACE VIEW w_view AS SELECT id FROM w_seen",
      "DROP VIEW IF EXISTS w_view",
      "SELECT * FROM w_seen",
    ],
  }),
];
