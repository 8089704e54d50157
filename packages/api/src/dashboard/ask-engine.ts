import type { SqlValue } from "@cloudapi/core/sql";
import type * as z from "zod";
import type { Asker } from "../ask/create-asker.ts";
import type { CursorCodec } from "../page/cursor-codec.ts";
import type { AnswerCost } from "./dashboard-data.ts";
import type { DashboardTable } from "./dashboard-input.ts";

/** The engine, within the limits of a dashboard, for one request. */
export interface Asking {
  readonly ask: Asker;
  readonly signal: AbortSignal;
  readonly cursors: CursorCodec;
}

/** A statement, the tables that it reads, and the shape of its rows. */
export interface TypedStatement<S extends z.ZodType> {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly tables: readonly DashboardTable[];
  readonly row: S;
  readonly maxRows: number;
}

/** The rows of a statement, typed, and what they cost: nothing, when somebody had asked already. */
export async function askEngine<S extends z.ZodType>(
  { ask, signal }: Asking,
  { row, tables, ...statement }: TypedStatement<S>,
): Promise<{ rows: z.output<S>[]; cost: AnswerCost }> {
  const places = tables.map(({ table, database }) => ({ table, database }));
  const asked = await ask({ ...statement, tables: places }, signal);
  const isNew = asked.source === "engine";
  return {
    rows: asked.rows.map((each) => row.parse(each)),
    cost: {
      scannedBytes: isNew ? asked.scannedBytes : 0,
      engineMs: isNew ? asked.engineMs : 0,
    },
  };
}

/** What several queries cost together. */
export function sumOfCosts(...costs: readonly AnswerCost[]): AnswerCost {
  return {
    scannedBytes: costs.reduce((sum, each) => sum + each.scannedBytes, 0),
    engineMs: costs.reduce((sum, each) => sum + each.engineMs, 0),
  };
}
