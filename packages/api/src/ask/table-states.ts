import type { EngineTable, EngineTableState, QueryEngine } from "../engine/query-engine.ts";
import { sharedWork } from "./shared-work.ts";
import { withinTime } from "./within-time.ts";

/** What is known of a table now. */
export type StateOf = (table: EngineTable, signal: AbortSignal) => Promise<EngineTableState>;

const UNKNOWN: EngineTableState = { version: undefined };

interface StateSettings {
  /** How long a version is believed. */
  readonly versionMs: number;
  /** How long a catalog may take to answer. */
  readonly patienceMs: number;
  readonly now: () => number;
}

/**
 * What is known of tables, asked for once in a while. A catalog that doesn't answer is no reason to give no rows: their version
 * isn't known then, so that they are not kept for long.
 */
export function tableStates(
  engine: QueryEngine,
  { versionMs, patienceMs, now }: StateSettings,
): StateOf {
  const flights = sharedWork<EngineTableState>();
  const known = new Map<string, { readonly state: EngineTableState; readonly endMs: number }>();
  return async ({ table, database }, signal) => {
    if (engine.describe === undefined && engine.tableVersion === undefined) return UNKNOWN;
    const key = JSON.stringify([database, table]);
    const last = known.get(key);
    if (last !== undefined && last.endMs > now()) return last.state;
    const { value } = await flights.run(key, signal, async (flightSignal) => {
      const patience = { ms: patienceMs, signal: flightSignal };
      const found = await withinTime(patience, (lookSignal) =>
        describe(engine, { table, database }, lookSignal),
      );
      flightSignal.throwIfAborted();
      const state = found ?? UNKNOWN;
      known.set(key, { state, endMs: now() + versionMs });
      return state;
    });
    return value;
  };
}

async function describe(
  engine: QueryEngine,
  table: EngineTable,
  signal: AbortSignal,
): Promise<EngineTableState> {
  if (engine.describe !== undefined) return (await engine.describe(table, signal)) ?? UNKNOWN;
  return { version: await engine.tableVersion?.(table, signal) };
}
