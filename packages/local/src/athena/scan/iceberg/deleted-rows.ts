import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { ScanTask } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LocalFile } from "../objects/row-source.ts";
import { type AlikeFiles, fileList } from "./file-schemas.ts";
import { type FieldPath, valueOfPath } from "./value-of-field.ts";

/** A data file of a scan, with its copy. */
export interface TaskFile extends LocalFile {
  readonly task: ScanTask;
}

/** A file of deletes, with its copy. */
export interface DeleteFile extends LocalFile {
  readonly file: ScanTask["file"];
}

/** Equality deletes over the same columns. */
export interface EqualityDeletes {
  /** The DuckDB table that has their values: `v0`, `v1`, …, and in `set` of which data files they are. */
  readonly relation: string;
  readonly paths: readonly FieldPath[];
  /** Data files, by the paths of their copies, whose rows are compared with a set. */
  readonly setOf: ReadonlyMap<string, number>;
}

/** The file formats of deletes that are read; deletion vectors are in Puffin files. */
export function checkDeleteFormat({ content, format, path }: ScanTask["file"]): void {
  if (format === "parquet") return;
  const what = format === "puffin" ? "deletion vectors" : `${content} in ${format.toUpperCase()}`;
  throw notSupported(`${what} of Iceberg tables (${path})`);
}

/** What position deletes are needed with. */
interface PositionInput {
  readonly relation: string;
  readonly files: readonly TaskFile[];
  readonly deletes: ReadonlyMap<string, DeleteFile>;
}

/**
 * Make a table of the rows that position deletes name: the file, by the path of its copy, and the row's number in it.
 *
 * @returns whether there are any
 */
export async function readPositions(
  { relation, files, deletes }: PositionInput,
  connection: DuckDBConnection,
): Promise<boolean> {
  const pairs = files.flatMap(({ path, task }) =>
    task.deletes
      .filter(({ content }) => content === "position-deletes")
      .flatMap((file) => deletes.get(file.path) ?? [])
      .map((file) => [file, task.file.path, path] as const),
  );
  if (pairs.length === 0) return false;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${relation}_pairs (del VARCHAR, uri VARCHAR, file VARCHAR)`,
  );
  const appender = await connection.createAppender(`${relation}_pairs`, undefined, "temp");
  for (const [file, uri, path] of pairs) {
    for (const text of [file.path, uri, path]) appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
  const list = fileList([...new Set(pairs.map(([file]) => file))]);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${relation}_positions AS SELECT DISTINCT p.file, d.pos FROM read_parquet(${list}, union_by_name = true, filename = '__file', hive_partitioning = false) AS d JOIN ${relation}_pairs AS p ON d.__file = p.del AND d.file_path = p.uri`,
  );
  return true;
}

/** What equality deletes are needed with. */
interface EqualityInput {
  readonly relation: string;
  readonly files: readonly TaskFile[];
  readonly deletes: readonly AlikeFiles<DeleteFile>[];
  readonly pathOf: (fieldId: number) => FieldPath;
}

/** Make tables of the values whose rows are deleted: one for each set of columns that are compared. */
export async function readEqualities(
  { relation, files, deletes, pathOf }: EqualityInput,
  connection: DuckDBConnection,
): Promise<EqualityDeletes[]> {
  const byIds = Map.groupBy(
    deletes.flatMap(({ files: alike, columns }) => alike.map((file) => ({ file, columns }))),
    ({ file }) => [...(file.file.equalityIds ?? [])].sort((a, b) => a - b).join(),
  );
  const all: EqualityDeletes[] = [];
  for (const [ids, found] of byIds) {
    const paths = ids.split(",").map((id) => pathOf(Number(id)));
    const name = `${relation}_equal_${all.length}`;
    const sets = deleteSets(files, new Set(found.map(({ file }) => file.file.path)));
    const rows = found.flatMap(({ file, columns }) =>
      (sets.ofDelete.get(file.file.path) ?? []).map((set) =>
        valuesOf(file, columns, { paths, set }),
      ),
    );
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT DISTINCT * FROM (${rows.join(" UNION ALL ")})`,
    );
    all.push({ relation: name, paths, setOf: sets.ofFile });
  }
  return all;
}

/** Which data files have the same deletes, by number; and which numbers a file of deletes is of. */
function deleteSets(files: readonly TaskFile[], wanted: ReadonlySet<string>) {
  const numbers = new Map<string, number>();
  const ofFile = new Map<string, number>();
  const ofDelete = new Map<string, number[]>();
  for (const { path, task } of files) {
    const own = task.deletes.map((file) => file.path).filter((each) => wanted.has(each));
    if (own.length === 0) continue;
    const key = JSON.stringify(own.sort());
    const known = numbers.get(key);
    const number = known ?? numbers.size;
    ofFile.set(path, number);
    if (known !== undefined) continue;
    numbers.set(key, number);
    for (const each of own) ofDelete.set(each, [...(ofDelete.get(each) ?? []), number]);
  }
  return { ofFile, ofDelete };
}

function valuesOf(
  file: DeleteFile,
  columns: AlikeFiles<DeleteFile>["columns"],
  { paths, set }: { readonly paths: readonly FieldPath[]; readonly set: number },
): string {
  const values = paths.map((path, i) => `${valueOfPath(path, columns) ?? "NULL"} AS v${i}`);
  return `SELECT ${[`${set} AS set`, ...values].join(", ")} FROM read_parquet(${fileList([file])}, filename = '__file', hive_partitioning = false) AS d`;
}
