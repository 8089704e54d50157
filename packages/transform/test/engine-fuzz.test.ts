import { isDeepStrictEqual } from "node:util";
import { afterAll, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import type { FuzzInput } from "./support/fuzz-inputs.ts";

/** Whether all records are left to parser and checker. */
const way = { isByRecord: false };

// Files share their modules: what is mocked is loaded anew for this one, and once more for those that follow.
vi.resetModules();
vi.doMock(import("@cloudapi/records/internal"), async (original) => {
  const actual = await original();
  return {
    ...actual,
    checkedRecordsOf: (what, dataset, source, options, readersOf) =>
      actual.checkedRecordsOf(
        what,
        dataset,
        source,
        options,
        way.isByRecord ? undefined : readersOf,
      ),
  };
});

const { memorySink, transform } = await import("../src/index.ts");
const { fuzzInputs } = await import("./support/fuzz-inputs.ts");

afterAll(() => {
  vi.unstubAllGlobals();
  vi.doUnmock(import("@cloudapi/records/internal"));
  vi.resetModules();
});

type Way = "kernel" | "JavaScript" | "records";

/** All that a run says and leaves, but for when it was. */
async function outcomeOf({ dataset, format, bytes }: FuzzInput, how: Way) {
  way.isByRecord = how === "records";
  if (how !== "kernel") vi.stubGlobal("WebAssembly", undefined);
  try {
    const sink = memorySink();
    const { durationMs: _, ...report } = await transform(dataset, bytes, sink, {
      sourceId: "fuzz",
      format,
      maxRejectedRatio: 1,
      maxQuarantineBytes: 1_000_000_000,
      maxRejections: 20,
    });
    const objects = [...sink.objects].map(([key, object]) => {
      const text = Buffer.from(object.buffer, object.byteOffset, object.length).toString("latin1");
      return [key, text.replace(/"(run|at)": "[-\w:.]+"/g, '"$1"')];
    });
    return { report, objects };
  } finally {
    vi.unstubAllGlobals();
  }
}

const records = { read: 0, byName: new Map<string, number>() };

/** The ways that leave something else than parser and checker do. */
async function differences(input: FuzzInput, seed: number): Promise<string[]> {
  const right = await outcomeOf(input, "records");
  records.read += right.report.rowsIn;
  const valid = records.byName.get(input.name) ?? 0;
  records.byName.set(input.name, valid + right.report.rowsValid);
  const found: string[] = [];
  for (const how of ["kernel", "JavaScript"] as const)
    if (!isDeepStrictEqual(await outcomeOf(input, how), right))
      found.push(`${input.name}, seed ${seed}: ${how}`);
  return found;
}

it("a million records, right and wrong, leave the same files and reports by bytes as by parser and checker", async () => {
  const found: string[] = [];
  const rounds = propertyRuns(10);
  for (let seed = 1; seed <= rounds; seed++)
    for (const input of fuzzInputs(seed * 1_000)) found.push(...(await differences(input, seed)));
  expect(found).toEqual([]);
  expect(records.read).toBeGreaterThan(rounds * 100_000);
  expect([...records.byName.values()].every((valid) => valid > 100)).toBe(true);
}, 1_200_000);
