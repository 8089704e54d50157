import { formatType, parse, TrinoError } from "@cloudapi/athena/internal/analysis";
import { compile } from "../../src/athena/compile/compile.ts";
import { decodeFailure } from "../../src/athena/run/duckdb/duck-error.ts";
import { openSession } from "../../src/athena/run/duckdb/session.ts";
import { formatValue } from "../../src/athena/run/results/format-value.ts";
import type { Answer } from "./trino-answer.ts";

export interface SqlRunner {
  /** What the engine answers; an error by its name. */
  answer(sql: string): Promise<Answer>;
  /** The error a statement ends in, whole. */
  failure(sql: string): Promise<TrinoError>;
  close(): void;
}

/** The engine alone, without tables, wire or storage. */
export function openSqlRunner(): SqlRunner {
  const session = openSession("/nowhere");
  const connecting = session.connect();
  const run = async (sql: string): Promise<Exclude<Answer, { error: string }>> => {
    const { columns, sql: translated } = compile({
      parsed: parse(sql),
      database: "default",
      lookup: { hasDatabase: (name) => name === "default", find: () => undefined },
      now: new Date(),
      parameters: [],
    });
    const connection = await connecting;
    const reader = await connection.runAndReadAll(translated).catch((error: unknown) => {
      throw decodeFailure(error);
    });
    return {
      types: columns.map((column) => formatType(column.type)),
      names: columns.map((column) => column.name),
      rows: reader
        .getRows()
        .map((row) => columns.map((column, i) => formatValue(row[i] ?? null, column.type))),
    };
  };
  return {
    async answer(sql) {
      try {
        return await run(sql);
      } catch (error) {
        if (error instanceof TrinoError) return { error: error.errorName };
        throw error;
      }
    },
    async failure(sql) {
      try {
        await run(sql);
      } catch (error) {
        if (error instanceof TrinoError) return error;
        throw error;
      }
      throw new Error(`No error: ${sql}`);
    },
    close() {
      void connecting.then((connection) => connection.closeSync());
      session.close();
    },
  };
}
