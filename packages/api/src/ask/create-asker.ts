import { createHash } from "node:crypto";
import { quoteValue } from "@cloudapi/core/sql";
import type { EngineResult, EngineTableState, QueryEngine } from "../engine/query-engine.ts";
import type { Asked, AskedTable, Question } from "../operation/exchange.ts";
import { contractFaults } from "./contract-faults.ts";
import { contractProblem, engineProblem } from "./engine-problem.ts";
import { knownResults } from "./known-results.ts";
import { type GateLimits, queryGate } from "./query-gate.ts";
import type { ResultCache } from "./result-cache.ts";
import { resultText } from "./result-text.ts";
import { sharedWork } from "./shared-work.ts";
import { type StateOf, tableStates } from "./table-states.ts";
import { withinTime } from "./within-time.ts";

/** What queries may cost, and how long their results are good. */
export interface AskLimits extends GateLimits {
  readonly maxScannedBytes: number | undefined;
  /** Of tables whose version is known. */
  readonly cacheMs: number;
  /** Of tables whose version isn't. */
  readonly unversionedCacheMs: number;
  /** How long a table's version is believed. */
  readonly versionMs: number;
  /** For a request in whole. */
  readonly timeoutMs: number;
}

interface AskerInput {
  readonly engine: QueryEngine;
  readonly cache: ResultCache;
  readonly limits: AskLimits;
  readonly now: () => number;
}

/** Runs the queries of requests. */
export type Asker = (question: Question, signal: AbortSignal) => Promise<Asked>;

/** An asker within limits: from the cache, together with who asks the same, or by the engine. */
export function createAsker({ engine, cache, limits, now }: AskerInput): Asker {
  const gate = queryGate(limits);
  const flights = sharedWork<EngineResult>();
  const read = knownResults();
  // Of a request's time, what a catalog or a cache may take that doesn't answer: there is enough left for a query.
  const patienceMs = limits.timeoutMs / 3;
  const states = tableStates(engine, { versionMs: limits.versionMs, patienceMs, now });
  return async (question, signal) => {
    try {
      const versions = await versionsOf(question.tables, states.believed, signal);
      const version = question.isVolatile === true ? undefined : versions;
      const key = keyOf(engine, question, version);
      const maxAgeMs = version === undefined ? limits.unversionedCacheMs : limits.cacheMs;
      const kept =
        maxAgeMs > 0
          ? await withinTime({ ms: patienceMs, signal }, async () => cache.get(key))
          : undefined;
      const found = kept === undefined ? undefined : read(key, kept);
      const maxStalenessMs = version === undefined ? maxAgeMs : limits.versionMs;
      if (found !== undefined) return { ...found, source: "cache", maxStalenessMs };
      const { value, isShared } = await flights.run(key, signal, async (flightSignal) => {
        const result = await gate.run(
          () => runQuestion(engine, question, limits, flightSignal),
          flightSignal,
        );
        // A result that may be of other rows than its version says would be taken for them when these are back.
        const isOfVersion =
          version === undefined ||
          (await versionsOf(question.tables, states.fresh, flightSignal).catch(() => undefined)) ===
            version;
        // A cache that is down costs queries, and no answers.
        if (maxAgeMs > 0 && isOfVersion)
          await withinTime({ ms: patienceMs, signal: flightSignal }, async () =>
            cache.set(key, resultText(result), maxAgeMs),
          );
        return result;
      });
      return { ...value, source: isShared ? "shared" : "engine", maxStalenessMs };
    } catch (error) {
      signal.throwIfAborted();
      throw engineProblem(error, question.tables);
    }
  };
}

function runQuestion(
  engine: QueryEngine,
  { sql, parameters, maxRows }: Question,
  { maxScannedBytes }: AskLimits,
  signal: AbortSignal,
): Promise<EngineResult> {
  const limits = { signal, maxRows, ...(maxScannedBytes !== undefined && { maxScannedBytes }) };
  return engine.run({ sql, parameters }, limits);
}

/** The versions of all tables as one text; `undefined` when one has none. */
async function versionsOf(
  tables: Question["tables"],
  stateOf: StateOf,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await Promise.all(
    tables.map(async (table) => {
      const state = await stateOf(table, signal);
      checkContract(table, state);
      return state.version;
    }),
  );
  return found.length === 0 || found.includes(undefined) ? undefined : JSON.stringify(found);
}

/** @throws {ProblemError} 503 `CONTRACT_MISMATCH` */
function checkContract({ table, contract }: AskedTable, state: EngineTableState): void {
  const faults = contract === undefined ? [] : contractFaults(contract, state);
  if (faults.length > 0) throw contractProblem(table, faults);
}

/** Everything that a result depends on. */
function keyOf(
  { place = "" }: QueryEngine,
  { sql, parameters, maxRows, tables }: Question,
  version: string | undefined,
): string {
  const places = tables.map(({ database, table }) => [database, table]);
  const text = JSON.stringify([place, sql, parameters.map(quoteValue), maxRows, places, version]);
  return createHash("sha256").update(text).digest("base64url");
}
