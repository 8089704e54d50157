import { type DataType, diffContract, formatDataType, type StructField } from "@cloudapi/core";
import { memorySink, writeRows } from "@cloudapi/transform";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  canonicalRow,
  nestedCases,
  nestedRows,
} from "../../transform/test/support/nested-cases.ts";
import { nestedContract } from "../../transform/test/support/nested-contract.ts";
import { scalarValues } from "../../transform/test/support/scalar-values.ts";
import { changeColumns } from "./changed-columns.ts";
import { type FileEngine, onAthena, onTrino, partitionOf } from "./file-engines.ts";
import { type Change, FLAT_CHANGES } from "./flat-changes.ts";
import { meantRows } from "./meant-rows.ts";
import { useLake } from "./use-lake.ts";

// Files of a contract, read by a table of the contract that it became: what diffContract calls safe for files is read as what
// it means, and what it refuses is not, but for what is named here.

const TRINO = testServer("CLOUDAPI_TEST_TRINO_FILES");
const lake = useLake();

interface Reader {
  readonly name: string;
  readonly read: FileEngine;
  readonly isThere: boolean;
  /** Changes that are refused though this one reads the files right; docs/changing-contracts.md says who does not, and why. */
  readonly readAnyway: readonly string[];
  /** The same, of one scalar type to another. */
  readonly typesReadAnyway: readonly string[];
  /** Types that are safe to change into others, but for this one, which gives an error and no row. */
  readonly typesUnread: readonly string[];
}

const WIDER_DECIMALS = [
  "decimal(9,2) → decimal(18,2)",
  "decimal(9,2) → decimal(38,10)",
  "decimal(18,2) → decimal(38,10)",
];
const DECIMALS = ["a decimal of more digits", "a decimal of more scale", "a decimal of more bytes"];
/** Its files have the columns of the other: what differs is whose rows they are, which nothing in them shows. */
const OTHER_DATASET = "another name of the dataset";

const READERS: readonly Reader[] = [
  {
    name: "the embedded Athena",
    read: onAthena(lake),
    isThere: true,
    // It reads whatever is below a location, as Athena does.
    readAnyway: [...DECIMALS, OTHER_DATASET, "a coarser granularity", "no partition rule any more"],
    typesReadAnyway: [
      "int32 → decimal(18,2)",
      "int32 → decimal(38,10)",
      "int64 → decimal(38,10)",
      ...WIDER_DECIMALS,
    ],
    typesUnread: [],
  },
  {
    name: "Trino 368 (CLOUDAPI_TEST_TRINO_FILES)",
    read: onTrino(TRINO ?? ""),
    isThere: TRINO !== undefined,
    readAnyway: [...DECIMALS, OTHER_DATASET],
    typesReadAnyway: WIDER_DECIMALS,
    typesUnread: ["float → double"],
  },
];

const SCALARS: readonly DataType[] = [
  { kind: "string" },
  { kind: "json" },
  { kind: "int32" },
  { kind: "int64" },
  { kind: "float" },
  { kind: "double" },
  { kind: "boolean" },
  { kind: "date" },
  { kind: "timestamp" },
  { kind: "decimal", precision: 9, scale: 2 },
  { kind: "decimal", precision: 18, scale: 2 },
  { kind: "decimal", precision: 38, scale: 10 },
];

function typeChanges(): Change[] {
  return SCALARS.flatMap((from, i) =>
    SCALARS.filter((to) => to !== from).map((to) => {
      const column = (type: DataType): StructField => ({ name: "v", type, nullable: true });
      const name = `${formatDataType(from)} → ${formatDataType(to)}`;
      const values = fc.sample(scalarValues(from as never), { numRuns: 25, seed: i });
      const rows = values.map((v) => ({ v }));
      return {
        name,
        before: nestedContract([column(from)]),
        after: nestedContract([column(to)]),
        rows,
      };
    }),
  );
}

const GENERATED = propertyRuns(150);
const ROWS = 12;
const MORE_ROWS = 400;

/** Contracts with nested columns, each with one change somewhere inside. */
function generatedChanges(): Change[] {
  const numbers = fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 });
  const choices = fc.sample(numbers, { numRuns: GENERATED, seed: 7 });
  return nestedCases(GENERATED, ROWS, 20_260_101).flatMap(({ columns, rows }, i) => {
    const after = nestedContract(changeColumns(columns, (choices[i] as number[]).values()));
    const before = nestedContract(columns);
    const { changes } = diffContract(before, after);
    const name = changes.map((each) => each.change).join("; ");
    return changes.length === 0 ? [] : [{ name, before, after, rows }];
  });
}

function isSafe({ before, after }: Change): boolean {
  return diffContract(before, after).targets.files.verdict === "safe";
}

/** How a table of the new contract reads: rows of it which mean what was written, others, or none for an error. */
type Reading = "right" | "wrong" | "error";

async function readingOf(read: FileEngine, { before, rows, after }: Change): Promise<Reading> {
  const written = rows.map((row) => canonicalRow(before.columns, row));
  const meant = meantRows(written, before.columns, after.columns);
  // Whatever is read: it is none of the new contract's rows, or not what was written.
  if (meant === undefined) return "wrong";
  const sink = memorySink();
  await writeRows(before, [rows as never[]], sink, { sourceId: "before" });
  const objects = new Map([...sink.objects].filter(([key]) => key.endsWith(".parquet")));
  const found = await read(after, objects).catch(() => undefined);
  if (found === undefined) return "error";
  const expected = meant.map((row) => ({ row, partition: partitionOf(after, row) }));
  return inTextOrder(found) === inTextOrder(expected) ? "right" : "wrong";
}

function inTextOrder(rows: readonly unknown[]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join("\n");
}

/** Safe changes that are not read right, each with how it is, and refused ones that are. */
async function untrue(read: FileEngine, changes: readonly Change[]) {
  const wrong: string[] = [];
  const needless: Change[] = [];
  for (const change of changes) {
    const reading = await readingOf(read, change);
    if (isSafe(change) && reading !== "right") wrong.push(`${change.name}: ${reading}`);
    if (!isSafe(change) && reading === "right") needless.push(change);
  }
  return { wrong, needless };
}

function namesOf(changes: readonly Change[]): string[] {
  return changes.map(({ name }) => name);
}

describe.each(READERS)("$name", ({ read, isThere, ...but }) => {
  it.skipIf(!isThere)("flat changes", { timeout: 240_000 }, async () => {
    expect(FLAT_CHANGES.filter(isSafe).length).toBeGreaterThan(15);
    const { wrong, needless } = await untrue(read, FLAT_CHANGES);
    expect(wrong).toEqual([]);
    expect(namesOf(needless)).toEqual(but.readAnyway);
  });

  it.skipIf(!isThere)("every scalar type to every other", { timeout: 240_000 }, async () => {
    const changes = typeChanges();
    expect(namesOf(changes.filter(isSafe))).toEqual([
      "json → string",
      "int32 → int64",
      "float → double",
    ]);
    const { wrong, needless } = await untrue(read, changes);
    expect(wrong).toEqual(but.typesUnread.map((name) => `${name}: error`));
    expect(namesOf(needless)).toEqual(but.typesReadAnyway);
  });

  it.skipIf(!isThere)("generated changes inside columns", { timeout: 400_000 }, async () => {
    const changes = generatedChanges();
    const safe = changes.filter(isSafe);
    expect(safe.length).toBeGreaterThan(GENERATED / 4);
    expect(changes.length - safe.length).toBeGreaterThan(GENERATED / 4);
    const { wrong, needless } = await untrue(read, changes);
    const unread = but.typesUnread.map((name) => `was ${name.replace(" → ", ", is ")}: error`);
    expect(wrong.filter((each) => !unread.some((end) => each.endsWith(end)))).toEqual([]);
    // What few rows don't show, more of them do.
    expect(namesOf((await untrue(read, needless.map(withMoreRows))).needless)).toEqual([]);
  });
});

function withMoreRows(change: Change): Change {
  return { ...change, rows: nestedRows(change.before.columns, MORE_ROWS, 1) };
}
