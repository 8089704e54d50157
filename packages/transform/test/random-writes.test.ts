import { defineDataset, isCloudApiError } from "@cloudapi/core";
import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import {
  compact,
  listDataFiles,
  type MemorySink,
  memorySink,
  removeSource,
  repair,
  vacuum,
  writeRows,
  writeSymlinks,
} from "../src/index.ts";

const dataset = defineDataset({
  name: "numbers",
  schema: z.object({ place: z.string(), number: z.int() }),
  partition: { by: ["place"] },
});

interface Row {
  readonly place: string;
  readonly number: number;
}

/** A row that is there, of whom. */
interface Held extends Row {
  readonly sourceId: string;
  readonly isAppended: boolean;
}

interface Write {
  readonly sourceId: string;
  readonly mode: "replaceSource" | "append" | "overwritePartitions";
  readonly rows: readonly Row[];
}

type Operation =
  | { readonly kind: "write"; readonly write: Write }
  | { readonly kind: "remove"; readonly sourceId: string }
  | { readonly kind: "again" | "compact" | "care" };

const sourceId = fc.constantFrom("a", "b", "c");
const write = fc.record({
  sourceId,
  mode: fc.constantFrom("replaceSource", "append", "overwritePartitions"),
  places: fc.array(fc.constantFrom("p", "P", "p q", "ü", "z-"), { maxLength: 4 }),
});

/** Operations in which no number comes twice. */
const operations = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: write.map((each) => ({ kind: "write" as const, ...each })) },
      { weight: 1, arbitrary: sourceId.map((of) => ({ kind: "remove" as const, sourceId: of })) },
      {
        weight: 3,
        arbitrary: fc.constantFrom("again", "compact", "care").map((kind) => ({ kind })),
      },
    ),
    { minLength: 4, maxLength: 14 },
  )
  .map((all) => {
    let number = 0;
    return all.map((each): Operation => {
      if (each.kind !== "write") return each;
      const { places, kind, ...rest } = each;
      return {
        kind,
        write: { ...rest, rows: places.map((place) => ({ place, number: number++ })) },
      };
    });
  });

async function run(sink: MemorySink, { sourceId: of, mode, rows }: Write): Promise<void> {
  const version = mode === "append" ? { version: JSON.stringify(rows) } : {};
  await writeRows(dataset, [rows], sink, { sourceId: of, mode, allowFewerRows: true, ...version });
}

function after(held: readonly Held[], { sourceId: of, mode, rows }: Write): Held[] {
  const places = new Set(rows.map(({ place }) => place));
  const left = {
    append: held,
    replaceSource: withoutSource(held, of),
    overwritePartitions: held.filter(({ place }) => !places.has(place)),
  };
  return [
    ...left[mode],
    ...rows.map((row) => ({ ...row, sourceId: of, isAppended: mode === "append" })),
  ];
}

function withoutSource(held: readonly Held[], of: string): Held[] {
  return held.filter((row) => row.isAppended || row.sourceId !== of);
}

/** What is there once an operation is done. */
async function step(
  sink: MemorySink,
  held: readonly Held[],
  operation: Operation,
  last: Write | undefined,
): Promise<readonly Held[]> {
  switch (operation.kind) {
    case "write":
      await run(sink, operation.write);
      return after(held, operation.write);
    case "remove":
      await removeSource(sink, { dataset, sourceId: operation.sourceId });
      return withoutSource(held, operation.sourceId);
    case "again":
      if (last !== undefined) await run(sink, last);
      return held;
    case "compact":
      await compact(sink, { dataset });
      return held;
    case "care":
      await repair(sink, { dataset, olderThanMs: 0 });
      await vacuum(sink, { dataset, olderThanMs: 0 });
      return held;
  }
}

async function numbersOf(sink: MemorySink, keys: readonly string[]): Promise<number[]> {
  const numbers: number[] = [];
  for (const key of keys) {
    const file = Uint8Array.from(sink.objects.get(key) ?? []).buffer;
    const rows = await parquetReadObjects({ file });
    numbers.push(...rows.map((row) => Number(row["number"])));
  }
  return numbers.toSorted((a, b) => a - b);
}

function symlinksOf(sink: MemorySink): string[] {
  return [...sink.objects]
    .filter(([key]) => key.startsWith("_symlinks/") && key.endsWith("/manifest"))
    .flatMap(([, bytes]) => Buffer.from(bytes).toString().split("\n").slice(0, -1))
    .sort();
}

it("has the rows that it should after any writes, whichever modes they have, and what is refused changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (all) => {
      const sink = memorySink();
      await writeSymlinks(sink, { dataset });
      let held: readonly Held[] = [];
      let last: Write | undefined;
      for (const operation of all) {
        try {
          held = await step(sink, held, operation, last);
          if (operation.kind !== "care" && operation.kind !== "again")
            last = operation.kind === "write" ? operation.write : undefined;
        } catch (error) {
          if (!isCloudApiError(error, "SOURCE_COMPACTED")) throw error;
        }
        const keys = (await listDataFiles(sink, { dataset })).map(({ key }) => key).sort();
        const numbers = held.map(({ number }) => number).toSorted((a, b) => a - b);
        expect(await numbersOf(sink, keys)).toEqual(numbers);
        expect([...sink.objects.keys()].filter((key) => key.endsWith(".parquet")).sort()).toEqual(
          keys,
        );
        expect(symlinksOf(sink)).toEqual(keys.map((key) => `${sink.location}/${key}`).sort());
      }
    }),
    { numRuns: propertyRuns(12) },
  );
});
