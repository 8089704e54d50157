import {
  type Dataset,
  eventTimeOf,
  fileColumns,
  parsePartitionPath,
  partitionColumns,
  partitionPath,
  typeLaw,
} from "@cloudapi/core";
import { quoteIdentifier, quoteLiteral, quoteValue, type SqlValue } from "@cloudapi/core/sql";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Statement } from "../src/statement.ts";

/** A DuckDB that runs the statements we build, which are SQL that Trino and DuckDB read alike. */
export async function openDuckDb(): Promise<DuckDb> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  await connection.run("SET TimeZone = 'UTC'");
  return new DuckDb(connection);
}

export class DuckDb {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Create the table of a dataset, partition columns included, with these rows. */
  async createTable(dataset: Dataset, rows: readonly Record<string, unknown>[]): Promise<void> {
    const columns = [
      ...fileColumns(dataset).map(
        ({ name, type }) => `${quoteIdentifier(name.toLowerCase())} ${typeLaw(type).duckdb}`,
      ),
      ...partitionColumns(dataset).map(
        ({ name, type }) => `${quoteIdentifier(name.toLowerCase())} ${typeLaw(type).duckdb}`,
      ),
    ];
    await this.#connection.run(
      `CREATE OR REPLACE TABLE ${quoteIdentifier(dataset.name)} (${columns.join(", ")})`,
    );
    await this.insert(dataset, rows);
  }

  /** Put rows into the table of a dataset. */
  async insert(dataset: Dataset, rows: readonly Record<string, unknown>[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#connection.run(
      `INSERT INTO ${quoteIdentifier(dataset.name)} VALUES ${rows.map((row) => tuple(dataset, row)).join(", ")}`,
    );
  }

  /** The rows of a statement as JavaScript objects. */
  async rows({ sql, parameters }: Statement): Promise<Record<string, unknown>[]> {
    let next = 0;
    const text = sql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\?/g, (token) =>
      token === "?" ? quoteValue(parameters[next++] as SqlValue) : token,
    );
    if (next !== parameters.length)
      throw new Error(`${parameters.length} parameters for ${next} places`);
    return (await this.#connection.runAndReadAll(text)).getRowObjectsJS();
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  close(): void {
    this.#connection.closeSync();
  }
}

function tuple(dataset: Dataset, row: Record<string, unknown>): string {
  const values = fileColumns(dataset).map(({ name, type }) =>
    quoteValue({ type, value: (row[name] ?? null) as never }),
  );
  const partition =
    parsePartitionPath(
      dataset,
      `${partitionPath(dataset, eventTimeOf(dataset, row) ?? 0, row)}x`,
    ) ?? {};
  const places = partitionColumns(dataset).map(({ name }) =>
    typeof partition[name] === "number"
      ? String(partition[name])
      : quoteLiteral(String(partition[name])),
  );
  return `(${[...values, ...places].join(", ")})`;
}
