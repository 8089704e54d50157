import { createHash } from "node:crypto";
import { fileCatalog, folderStorage, loadTable } from "../../src/index.ts";
import { readTable, textsOf } from "./read-table.ts";

// Reads a table over and over while others write, and prints what each read had: the snapshot, and a digest of the rows.
const [folder = ""] = process.argv.slice(2);
const catalog = fileCatalog(folderStorage(folder));
let isStopped = false;
process.stdin.on("end", () => (isStopped = true)).resume();
while (!isStopped) {
  const table = await loadTable(catalog, { namespace: "lake", name: "counters" });
  const digest = createHash("sha256").update(textsOf(await readTable(table)).join("\n"));
  const snapshot = String(table.metadata["current-snapshot-id"]);
  process.stdout.write(`${snapshot} ${digest.digest("hex")}\n`);
}
