import { inMonth } from "../series/build-time-series.ts";
import { columnName } from "../sql/names.ts";
import { textLiteral } from "../sql/text-literal.ts";
import { timestampLiteral } from "../sql/time-range.ts";
import { ledgerOf, registryOf } from "../tables/registry.ts";
import type { LoadFile } from "./load-file.ts";
import type { StagedLoad } from "./modes/staged-load.ts";

/** What is claimed. */
interface Claim {
  readonly files: readonly LoadFile[];
  readonly loadId: string;
  readonly loadedAt: Date;
}

/** So many bytes of files' names stand in one statement: the Data API takes 100 KB. */
const MAX_VALUES_BYTES = 60_000;

/** The statements by which a load's files are taken, once. */
export function claimStatements(load: StagedLoad, claim: Claim) {
  const { stage, target, dataset, mode } = load;
  const objectsTable = `${stage}_objects`;
  const checks = `${stage}_checks`;
  const ledger = ledgerOf(target).sql;
  const id = textLiteral(claim.loadId);
  const hash = textLiteral(dataset.contractHash);
  const tests = conditions(load, { ...claim, objectsTable, ledger });
  const columns =
    "load_id, bucket, object_key, version, size_bytes, row_count, load_mode, contract_hash, loaded_at";
  const held = tests.map(({ name, holds }) => `${name} ${holds}`).join(" AND ");
  return {
    temporary: [objectsTable, checks],
    objects: objectStatements(objectsTable, claim.files),
    statements: [
      `CREATE TEMP TABLE ${checks} AS SELECT ${tests.map(({ sql, name }) => `(${sql}) AS ${name}`).join(", ")}`,
      `INSERT INTO ${ledger} (${columns}) SELECT ${id}, bucket, object_key, version, size_bytes, row_count, ${textLiteral(mode.mode)}, ${hash}, ${timestampLiteral(claim.loadedAt.getTime())} FROM ${objectsTable}, ${checks} WHERE ${held}`,
      `DELETE FROM ${stage} WHERE NOT EXISTS (SELECT 1 FROM ${ledger} WHERE load_id = ${id})`,
    ],
    check: `SELECT ${CHECKED.join(", ")} FROM ${checks}`,
  };
}

/** The names of the numbers that a load's check gives, in order. */
export const CHECKED = ["staged", "already", "contract", "duplicates", "outside"] as const;

function conditions(
  load: StagedLoad,
  {
    files,
    objectsTable,
    ledger,
  }: Claim & { readonly objectsTable: string; readonly ledger: string },
) {
  const { stage, target, dataset } = load;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const same = `${ledger}.bucket = ${objectsTable}.bucket AND ${ledger}.object_key = ${objectsTable}.object_key AND ${ledger}.version = ${objectsTable}.version`;
  const contract = `table_name = ${textLiteral(target.name)} AND contract_hash = ${textLiteral(dataset.contractHash)}`;
  return [
    { name: "staged", sql: `SELECT count(*) FROM ${stage}`, holds: `= ${rows}` },
    {
      name: "already",
      sql: `SELECT count(*) FROM ${ledger}, ${objectsTable} WHERE ${same}`,
      holds: "= 0",
    },
    {
      name: "contract",
      sql: `SELECT count(*) FROM ${registryOf(target).sql} WHERE ${contract}`,
      holds: "= 1",
    },
    { name: "duplicates", sql: duplicatesSql(load), holds: "= 0" },
    { name: "outside", sql: outsideSql(load), holds: "= 0" },
  ] as const;
}

/** Keys that come more than once where nothing says which of the rows counts. */
function duplicatesSql({ stage, mode }: StagedLoad): string {
  const keys = mode.mode === "upsert" && mode.latestBy === undefined ? mode.keys : [];
  if (keys.length === 0) return "SELECT 0";
  const columns = keys.map(columnName).join(", ");
  return `SELECT count(*) FROM (SELECT ${columns} FROM ${stage} GROUP BY ${columns} HAVING count(*) > 1) AS twice`;
}

/** Rows of months that have no table. */
function outsideSql({ dataset, stage, months }: StagedLoad): string {
  if (months === undefined) return "SELECT 0";
  const within = months.map((month) => `(${inMonth(dataset, month)})`).join(" OR ");
  return `SELECT count(*) FROM ${stage} WHERE NOT (${within})`;
}

function objectStatements(table: string, files: readonly LoadFile[]): string[] {
  const inserts: string[] = [];
  let values: string[] = [];
  let bytes = 0;
  const flush = () => {
    if (values.length > 0) inserts.push(`INSERT INTO ${table} VALUES ${values.join(", ")}`);
    values = [];
    bytes = 0;
  };
  for (const file of files) {
    const { bucket, key, version, sizeBytes, rows } = file;
    const texts = [bucket, key, version].map(textLiteral).join(", ");
    const value = `(${texts}, ${sizeBytes}, ${rows})`;
    const size = Buffer.byteLength(value) + 2;
    if (bytes + size > MAX_VALUES_BYTES) flush();
    values.push(value);
    bytes += size;
  }
  flush();
  return [
    `CREATE TEMP TABLE ${table} (bucket varchar(63), object_key varchar(3072), version varchar(1024), size_bytes bigint, row_count bigint)`,
    ...inserts,
  ];
}
