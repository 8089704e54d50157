import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { folderSink, listDataFiles, memorySink, repair, type Sink } from "../src/index.ts";
import { ACTIONS, type Action, fillLake } from "./support/killed-maintenance.ts";
import { countedSink } from "./support/killed-step.ts";
import { daysOf } from "./support/overwrites.ts";

const program = fileURLToPath(new URL("support/killed-maintenance.ts", import.meta.url));
const RUNS = 10;
const GONE = "a file had gone";

/** What readers of manifests see of the days, as a text. */
async function seenIn(sink: Sink): Promise<string> {
  const days = await daysOf(sink);
  return days === undefined ? GONE : JSON.stringify(days);
}

/** Read again and again until told to stop. */
async function readAllAlong(sink: Sink, isDone: () => boolean): Promise<string[]> {
  const seen: string[] = [];
  while (!isDone()) {
    seen.push(await seenIn(sink));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

/** How many steps change something, and what is there before and after. */
async function outlineOf(action: Action) {
  let steps = 0;
  const lake = memorySink();
  const sink = countedSink(lake, () => steps++);
  await fillLake(sink);
  const before = await seenIn(lake);
  steps = 0;
  await ACTIONS[action](sink);
  return { steps, before, after: await seenIn(lake) };
}

/** Let a program change the lake in a folder, and be killed before a step. */
async function killAt(folder: string, action: Action, step: number): Promise<void> {
  const child = spawn(process.execPath, [program, folder, action, String(step)], {
    stdio: "ignore",
  });
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
}

async function dataFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".parquet") && !/(^|\/)[._]/.test(name)).sort();
}

/** Texts without what follows itself. */
const changesOf = (texts: readonly string[]) => texts.filter((text, i) => text !== texts[i - 1]);

it.each<Action>(["compact", "overwrite"])(
  "%s, killed anywhere: readers of manifests see what was there or what is to be, whole, and it can be run again",
  { timeout: 600_000 },
  async (action) => {
    const { steps, before, after } = await outlineOf(action);
    let reads = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(steps - 1), async (step) => {
        const folder = await mkdtemp(join(tmpdir(), "killed-maintenance-"));
        const sink = folderSink(folder);
        await fillLake(sink);
        let isDone = false;
        const reading = readAllAlong(sink, () => isDone);
        try {
          await killAt(folder, action, step);
          // With nothing running no file is missing.
          expect([before, after]).toContain(await seenIn(sink));
          await ACTIONS[action](sink);
          expect(await seenIn(sink)).toBe(after);
          await repair(sink, { dataset: apiLogs, olderThanMs: 0 });
        } finally {
          isDone = true;
        }
        const seen = await reading;
        reads += seen.length;
        const whole = changesOf(seen.filter((text) => text !== GONE));
        // Never back to what was there before.
        expect(changesOf([before, ...whole, after])).toEqual(changesOf([before, after]));
        const named = await listDataFiles(sink, { dataset: apiLogs });
        expect(await dataFilesIn(folder)).toEqual(named.map(({ key }) => key).sort());
        expect(await seenIn(sink)).toBe(after);
        await rm(folder, { recursive: true });
      }),
      { numRuns: propertyRuns(RUNS), endOnFailure: true, examples: [[0], [steps - 1]] },
    );
    process.stderr.write(`${JSON.stringify({ action, steps, reads })}\n`);
    expect(reads).toBeGreaterThan(propertyRuns(RUNS));
  },
);
