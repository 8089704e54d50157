import { formatType, type SqlType, TrinoError, VARCHAR } from "@cloudapi/athena/internal/analysis";
import type { TableVersion } from "../catalog/lookup.ts";
import type { StateAsked } from "../iceberg/table-state.ts";
import { castSql } from "../types/cast-sql.ts";
import { decodeFailure } from "./duckdb/duck-error.ts";
import type { Session } from "./duckdb/session.ts";

/** The SQL of the milliseconds since 1970 that a value is, for the types that are a time. */
const EPOCH_MS: Partial<Record<SqlType["kind"], (sql: string) => string>> = {
  date: (sql) => `epoch_ms(CAST(${sql} AS TIMESTAMP))`,
  timestamp: (sql) => `epoch_ms(${sql})`,
  "timestamp with time zone": (sql) => `epoch_ms((${sql}).t)`,
};

/**
 * The state of a table that a constant names.
 *
 * @throws {TrinoError} for a value that is null, not past, or of another type, or an expression that fails
 */
export async function evaluateVersion(
  { by, sql, type, at }: TableVersion,
  now: Date,
  session: Session,
): Promise<StateAsked> {
  const toMs = EPOCH_MS[type.kind];
  const isId = ["bigint", "integer", "smallint", "tinyint"].includes(type.kind);
  if (by === "timestamp" ? toMs === undefined : !isId && type.kind !== "varchar")
    throw new TrinoError(
      "NOT_SUPPORTED",
      `Unsupported type for ${by === "timestamp" ? "temporal" : "target"} table version: ${formatType(type)}`,
    );
  const value = await evaluate(by === "timestamp" ? (toMs?.(sql) ?? sql) : sql, session);
  if (value === null) throw new TrinoError("INVALID_ARGUMENTS", "Pointer value cannot be NULL");
  if (by === "timestamp") {
    const epochMs = Number(value);
    if (isPast(epochMs, type, now)) return { epochMs };
    const text = await evaluate(castSql(sql, type, VARCHAR) ?? sql, session);
    throw new TrinoError("INVALID_ARGUMENTS", `Pointer value '${text}' is not in the past`, at);
  }
  return isId ? { snapshotId: BigInt(value as number | bigint) } : { ref: String(value) };
}

/** Trino takes `current_timestamp`, which is over by the time it looks, and not `localtimestamp`, which it compares with itself. */
function isPast(epochMs: number, { kind }: SqlType, now: Date): boolean {
  return kind === "timestamp" ? epochMs < now.getTime() : epochMs <= now.getTime();
}

async function evaluate(sql: string, session: Session): Promise<string | number | bigint | null> {
  const connection = await session.connect();
  try {
    const reader = await connection.runAndReadAll(`SELECT ${sql}`);
    return (reader.getRows()[0]?.[0] ?? null) as string | number | bigint | null;
  } catch (error) {
    throw decodeFailure(error);
  } finally {
    connection.closeSync();
  }
}
