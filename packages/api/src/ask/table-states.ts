import type { EngineTable, EngineTableState, QueryEngine } from "../engine/query-engine.ts";
import { sharedWork } from "./shared-work.ts";
import { withinTime } from "./within-time.ts";

/** What is known of a table now. */
export type StateOf = (table: EngineTable, signal: AbortSignal) => Promise<EngineTableState>;

/** Two ways to look at tables. */
export interface TableStates {
  /** As it was looked at a while ago. */
  readonly believed: StateOf;
  /** Looked at now. */
  readonly fresh: StateOf;
}

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
): TableStates {
  const flights = sharedWork<EngineTableState>();
  const known = new Map<string, { readonly state: EngineTableState; readonly endMs: number }>();
  const isBlind = engine.describe === undefined && engine.tableVersion === undefined;
  async function look(table: EngineTable, ms: number, signal: AbortSignal) {
    const startMs = now();
    const found = await withinTime({ ms, signal }, (lookSignal) =>
      describe(engine, table, lookSignal),
    );
    signal.throwIfAborted();
    const state = found ?? UNKNOWN;
    // What was found is as old as the question; who found nothing isn't asked again at once.
    known.set(keyOf(table), { state, endMs: (found ? startMs : now()) + versionMs });
    return state;
  }
  return {
    believed: async ({ table, database }, signal) => {
      if (isBlind) return UNKNOWN;
      const key = keyOf({ table, database });
      const last = known.get(key);
      if (last !== undefined && last.endMs > now()) return last.state;
      const { value } = await flights.run(key, signal, (flightSignal) =>
        look({ table, database }, patienceMs, flightSignal),
      );
      return value;
    },
    fresh: async ({ table, database }, signal) =>
      isBlind ? UNKNOWN : look({ table, database }, Math.min(patienceMs, SHORT_MS), signal),
  };
}

/** An answer waits for a second look, which is worth no more than this. */
const SHORT_MS = 1_000;

function keyOf({ table, database }: EngineTable): string {
  return JSON.stringify([database, table]);
}

async function describe(
  engine: QueryEngine,
  table: EngineTable,
  signal: AbortSignal,
): Promise<EngineTableState> {
  if (engine.describe !== undefined) return (await engine.describe(table, signal)) ?? UNKNOWN;
  return { version: await engine.tableVersion?.(table, signal) };
}
