import { afterEach, expect, it, vi } from "vitest";
import { fakeEngine } from "../../test/support/fake-engine.ts";
import { DEFAULT_LIMITS } from "../app/api-input.ts";
import type { QueryEngine } from "../engine/query-engine.ts";
import { createAsker } from "./create-asker.ts";
import { memoryCache, type ResultCache } from "./result-cache.ts";

const QUESTION = {
  sql: "SELECT 1",
  parameters: [],
  tables: [{ table: "orders", database: undefined }],
  maxRows: 1,
};
const SIGNAL = new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
});

function askerOf(engine: QueryEngine, cache: ResultCache = memoryCache()) {
  const limits = { ...DEFAULT_LIMITS, maxConcurrent: 1, maxQueued: 1 };
  return createAsker({ engine, cache, limits, now: Date.now });
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

it("a cache that never answers costs time, and no answer", async () => {
  vi.useFakeTimers();
  const cache: ResultCache = { get: () => never(), set: () => never() };
  const engine = fakeEngine([{ n: 1 }]);
  const asked = askerOf(engine, cache)(QUESTION, SIGNAL);
  await vi.advanceTimersByTimeAsync(2 * (DEFAULT_LIMITS.timeoutMs / 3));
  expect((await asked).rows).toEqual([{ n: 1 }]);
});

it("a catalog that never answers costs time, and no answer: the version isn't known then", async () => {
  vi.useFakeTimers();
  const signals: AbortSignal[] = [];
  const engine = {
    ...fakeEngine([{ n: 1 }]),
    describe: (_: unknown, signal: AbortSignal) => {
      signals.push(signal);
      return never<undefined>();
    },
  };
  const asked = askerOf(engine)(QUESTION, SIGNAL);
  await vi.advanceTimersByTimeAsync(DEFAULT_LIMITS.timeoutMs / 3);
  const { rows, maxStalenessMs } = await asked;
  expect([rows, maxStalenessMs]).toEqual([[{ n: 1 }], DEFAULT_LIMITS.unversionedCacheMs]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

it("engines of other places are given no results of each other's from a cache that they share", async () => {
  const cache = memoryCache();
  const found: unknown[] = [];
  for (const place of ["a", "b", "a"]) {
    const engine = { ...fakeEngine([{ place }]), place };
    const { rows, source } = await askerOf(engine, cache)(QUESTION, SIGNAL);
    found.push([rows, source]);
  }
  expect(found).toEqual([
    [[{ place: "a" }], "engine"],
    [[{ place: "b" }], "engine"],
    [[{ place: "a" }], "cache"],
  ]);
});

it("rows that came while a version was still believed are not kept as those of it", async () => {
  let rows = ["a"];
  let version = "A";
  const engine: QueryEngine = {
    ...fakeEngine(async () => rows.map((row) => ({ row }))),
    tableVersion: async () => version,
  };
  const ask = askerOf(engine);
  const rowsOf = async (sql: string) => {
    const asked = await ask({ ...QUESTION, sql }, SIGNAL);
    return [asked.rows.map(({ row }) => row), asked.source];
  };
  expect(await rowsOf("SELECT 1")).toEqual([["a"], "engine"]);
  expect(await rowsOf("SELECT 1")).toEqual([["a"], "cache"]);
  [rows, version] = [["a", "b"], "A+b"];
  expect(await rowsOf("SELECT 2")).toEqual([["a", "b"], "engine"]);
  [rows, version] = [["a"], "A"];
  expect(await rowsOf("SELECT 3")).toEqual([["a"], "engine"]);
  expect(await rowsOf("SELECT 2")).toEqual([["a"], "engine"]);
  expect(await rowsOf("SELECT 2")).toEqual([["a"], "cache"]);
});

it("a catalog that is silent after the query costs a second at most, and the result is not kept", async () => {
  vi.useFakeTimers();
  let looks = 0;
  const engine: QueryEngine = {
    ...fakeEngine([{ n: 1 }]),
    tableVersion: () => (++looks === 1 ? Promise.resolve("A") : never()),
  };
  const kept: string[] = [];
  const cache = { ...memoryCache(), set: async (key: string) => void kept.push(key) };
  const asked = askerOf(engine, cache)(QUESTION, SIGNAL);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await asked).rows).toEqual([{ n: 1 }]);
  expect([looks, kept]).toEqual([2, []]);
});
