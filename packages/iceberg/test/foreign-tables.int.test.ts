import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { nestedCases } from "../../transform/test/support/nested-cases.ts";
import { nestedEdgeCases } from "../../transform/test/support/nested-edge-cases.ts";
import { decimalsAsDoubles } from "../../transform/test/support/read-nested.ts";
import { nullsAsEmpty, writtenRow } from "./support/readers/canonical.ts";
import { firstDifference } from "./support/readers/first-difference.ts";
import { READERS } from "./support/readers/readers.ts";
import type { TableRead } from "./support/readers/table-reader.ts";
import { writeByPyIceberg } from "./support/readers/write-by-pyiceberg.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");
const cases = [...nestedCases(6, 40, 20_260_129), ...Object.values(nestedEdgeCases)]
  .filter(({ rows }) => rows.length > 0)
  // PyIceberg writes lists and maps that are null as empty ones.
  .map(({ columns, rows }) => ({
    columns,
    rows: rows.map((row) => nullsAsEmpty(columns, writtenRow(columns, row))),
  }));

describe.skipIf(python === undefined)("tables of nested rows that PyIceberg wrote", () => {
  let folder = "";
  let reads: TableRead[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "foreign-tables-"));
    const written = await writeByPyIceberg(
      python ?? "",
      cases.map(({ columns, rows }, i) => ({
        location: `file://${join(folder, String(i))}`,
        columns,
        commits: [rows],
      })),
    );
    reads = cases.map(({ columns }, i) => ({ columns, metadata: written[i]?.at(-1) ?? "" }));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const { name, read, isThere } of READERS)
    it.skipIf(!isThere)(
      `are read by ${name} as they were written`,
      { timeout: 240_000 },
      async () => {
        const expected = cases.map((nested) =>
          name === "icebird" ? decimalsAsDoubles(nested) : nested.rows,
        );
        expect(firstDifference(await read(reads), expected)).toBeUndefined();
      },
    );
});
