import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCommand } from "../../../scripts/lib/run-command.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { fileCatalog, folderStorage } from "../src/index.ts";
import { emptyMetadata } from "./empty-metadata.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");

const SCRIPT = `
import json, sys
from pyiceberg.table import StaticTable
table = StaticTable.from_metadata(sys.argv[1])
print(json.dumps({
  "metadata": table.metadata_location,
  "columns": [[f.field_id, f.name, str(f.field_type), f.required] for f in table.schema().fields],
  "properties": table.properties,
  "log": [entry.metadata_file for entry in table.metadata.metadata_log],
  "rows": table.scan().to_arrow().num_rows,
}))
`;

describe.skipIf(python === undefined)("a table of a file catalog, by its folder", () => {
  it("is read by PyIceberg at the newest version", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iceberg python-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const storage = folderStorage(folder);
    const catalog = fileCatalog(storage);
    const name = { namespace: "lake", name: "orders" };
    const created = await catalog.create(name, emptyMetadata(catalog.defaultLocation(name) ?? ""));
    const updates = [{ action: "set-properties", updates: { note: "ä" } }] as const;
    const table = await catalog.commit(created, { requirements: [], updates });
    const args = ["-W", "ignore", "-c", SCRIPT, `${folder}/lake/orders`];
    const { output } = await runCommand(python ?? "", args, folder);
    expect(JSON.parse(output)).toEqual({
      metadata: `${folder}/lake/orders/metadata/v2.metadata.json`,
      columns: [
        [1, "id", "long", true],
        [2, "note", "string", false],
      ],
      properties: table.metadata.properties,
      log: [created.metadataLocation],
      rows: 0,
    });
  });
});
