import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs } from "@cloudapi/core";
import { memorySink, type QuarantineRecord, rejectedRows, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTable, fileCatalog, folderStorage, icebergSink, loadTable } from "../src/index.ts";
import { differences } from "./support/readers/differences.ts";
import { READERS } from "./support/readers/readers.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "rejected-readers-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const TEXT = [
  '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}',
  '{"timestamp":"x","endpoint":"ä","status_code":"200"}',
  "no json \u{1f600}",
  '{"endpoint":"/a","status_code":20}',
].join("\n");

/** The columns that are the same for each run. */
const COLUMNS = rejectedRows.columns.filter(({ name }) => name !== "run" && name !== "rejected_at");

/** A table of the rejected rows of two sources, and what these are as lines of JSON. */
async function rejectedTable() {
  const catalog = fileCatalog(folderStorage(await mkdtemp(join(root, "lake-"))));
  const table = await createTable(catalog, { namespace: "lake", dataset: rejectedRows });
  const lines = memorySink();
  for (const sourceId of ["a", "b"]) {
    const quarantineTable = icebergSink(table);
    await transform(apiLogs, TEXT, memorySink(), { sourceId, quarantineTable });
    await transform(apiLogs, TEXT, lines, { sourceId });
  }
  const { metadataLocation } = await loadTable(catalog, table.name);
  const rows = [...lines.objects]
    .filter(([key]) => key.startsWith("_quarantine/"))
    .flatMap(([, bytes]) => Buffer.from(bytes).toString().trimEnd().split("\n"))
    .map((line) => rowOf(JSON.parse(line) as QuarantineRecord));
  return { metadata: new URL(metadataLocation).pathname, rows };
}

function rowOf(record: QuarantineRecord): Record<string, unknown> {
  const { dataset, contractHash, source, format, line, byteOffset, byteLength, raw } = record;
  return {
    dataset,
    contract_hash: contractHash,
    source,
    source_version: null,
    format,
    line: String(line),
    byte_offset: String(byteOffset),
    byte_length: String(byteLength),
    item: null,
    raw,
    raw_base64: null,
    encoding: null,
    raw_truncated: false,
    issues: record.issues.map(({ code, path, message, expected, received }) => ({
      code,
      path: path.join("."),
      message,
      expected: expected ?? null,
      received: received ?? null,
    })),
  };
}

describe.each(READERS)("$name", (reader) => {
  it.skipIf(!reader.isThere)(
    "reads rejected rows as they are as lines of JSON",
    { timeout: 200_000 },
    async () => {
      const { metadata, rows } = await rejectedTable();
      expect(rows).toHaveLength(6);
      expect(await differences(reader, [{ read: { metadata, columns: COLUMNS }, rows }])).toEqual(
        [],
      );
    },
  );
});
