import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import {
  createTable,
  evolveTable,
  fileCatalog,
  folderStorage,
  type IcebergTable,
  icebergSink,
  type PartitionTerm,
  setPartition,
} from "../src/index.ts";
import { Evolver, type EvolverOptions } from "./support/evolution/evolver.ts";
import { type ModelField, rowUnder, schemaOf } from "./support/evolution/fields.ts";
import { reloaded } from "./support/lake.ts";
import { writtenRow } from "./support/readers/canonical.ts";
import { differences, type Expected } from "./support/readers/differences.ts";
import { READERS } from "./support/readers/readers.ts";
import { newestMetadata } from "./support/readers/turns.ts";

const LONG = { timeout: 900_000 };
const STEPS = 14;

/** What tables come to be partitioned by, in turn. */
const PARTITIONS: readonly (readonly PartitionTerm[])[] = [
  [{ column: "at", transform: "day" }],
  [
    { column: "city", transform: "bucket", n: 3 },
    { column: "at", transform: "month" },
  ],
  [],
  [{ column: "city", transform: "truncate", n: 2 }],
  [{ column: "city" }, { column: "at", transform: "year" }],
  [{ column: "at", transform: "hour" }],
];

/** A table's life, and what is to be read of it at each of its steps. */
interface Life {
  readonly steps: readonly string[];
  readonly expected: readonly Expected[];
}

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "iceberg-evolution-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function datasetOf(name: string, fields: readonly ModelField[]): Dataset {
  return defineDataset({ name, schema: schemaOf(fields) });
}

/** A table that is written to and evolves by turns, and every third time comes to be partitioned by something else. */
async function live(seed: number, options: EvolverOptions): Promise<Life> {
  const evolver = new Evolver(seed, options);
  const name = `table_${Object.keys(options).length}_${seed}`;
  let fields = evolver.start();
  let dataset = datasetOf(name, fields);
  let table: IcebergTable = await createTable(fileCatalog(folderStorage(root)), {
    namespace: "lake",
    dataset,
  });
  const rows: ReturnType<Evolver["row"]>[] = [];
  const [steps, expected]: [string[], Expected[]] = [[], []];
  for (let step = 0; step < STEPS; step++) {
    const own = [evolver.row(fields), evolver.row(fields)];
    const written = own.map((row) => rowUnder(fields, row));
    const report = await writeRows(dataset, [written], icebergSink(table), { sourceId: `${step}` });
    expect(report.rejections).toEqual([]);
    rows.push(...own);
    const { columns } = dataset;
    // Every other state is read: to open a table takes some readers a second.
    if (step % 2 === 1) {
      const read = { metadata: await newestMetadata(join(root, "lake", name)), columns };
      const now = fields;
      expected.push({
        read,
        rows: rows.map((row) => writtenRow(columns, rowUnder(now, row))),
      });
    }
    const evolution = evolver.evolve(fields);
    steps.push(evolution.what);
    ({ fields } = evolution);
    dataset = datasetOf(name, fields);
    table = await evolveTable(await reloaded(table), dataset, { renames: evolution.renames });
    if (step % 3 === 1)
      table = await setPartition(table, PARTITIONS[(seed + step) % PARTITIONS.length] ?? []);
  }
  return { steps, expected };
}

async function liveOften(count: number, options: EvolverOptions): Promise<Life[]> {
  const lives: Life[] = [];
  for (let seed = 1; seed <= count; seed++) lives.push(await live(seed, options));
  return lives;
}

describe("tables whose columns and partitioning evolved", () => {
  let lives: readonly Life[] = [];
  let plainLives: readonly Life[] = [];
  beforeAll(async () => {
    lives = await liveOften(propertyRuns(3), {});
    // icebird finds columns of single values by their ids, others and what is inside them by their names.
    plainLives = await liveOften(propertyRuns(2), { renamesNested: false });
  }, 240_000);

  it.each(["add", "drop", "rename", "widen", "reorder"])(
    "have had what they are to: %s",
    (kind) => {
      const steps = lives.flatMap((life) => life.steps).filter((step) => step.startsWith(kind));
      expect(steps.some((step) => step.includes("."))).toBe(true);
      expect(steps.some((step) => !step.includes("."))).toBe(true);
    },
  );

  for (const reader of READERS)
    it.skipIf(!reader.isThere)(
      `are read by ${reader.name} as the columns are at each time`,
      LONG,
      async () => {
        const found: unknown[] = [];
        const own = reader.name === "icebird" ? plainLives : lives;
        for (const [i, { expected, steps }] of own.entries())
          for (const difference of await differences(reader, expected))
            found.push({ life: i, difference, steps });
        expect(found).toEqual([]);
      },
    );
});
