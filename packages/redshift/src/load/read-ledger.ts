import { type Table } from "../sql/names.ts";
import { textLiteral } from "../sql/text-literal.ts";
import { ledgerOf, registryOf } from "../tables/registry.ts";
import type { Warehouse, WarehouseOptions } from "../warehouse/warehouse.ts";
import type { LoadFile } from "./load-file.ts";

/** So many bytes of keys stand in one query. */
const MAX_KEYS_BYTES = 60_000;

/** Which of some files are in a table's ledger: an id for each. */
export async function loadedFiles(
  warehouse: Warehouse,
  table: Table,
  files: readonly LoadFile[],
  options: WarehouseOptions,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const keys of inParts([...new Set(files.map(({ key }) => textLiteral(key)))])) {
    const sql = `SELECT bucket, object_key, version FROM ${ledgerOf(table).sql} WHERE object_key IN (${keys.join(", ")})`;
    for await (const { rows } of warehouse.pages({ sql }, options))
      for (const [bucket, key, version] of rows) found.add(fileId(bucket, key, version));
  }
  return found;
}

/** What a file is known by. */
export function fileId(...parts: readonly unknown[]): string {
  return JSON.stringify(parts.map(String));
}

function inParts(texts: readonly string[]): string[][] {
  const parts: string[][] = [];
  let size = MAX_KEYS_BYTES;
  for (const text of texts) {
    size += Buffer.byteLength(text) + 2;
    if (size > MAX_KEYS_BYTES) {
      parts.push([]);
      size = Buffer.byteLength(text);
    }
    parts.at(-1)?.push(text);
  }
  return parts;
}

/** The hash of the contract that a table is registered with; `undefined` where it isn't. */
export async function registeredHash(
  warehouse: Warehouse,
  table: Table,
  options: WarehouseOptions,
): Promise<string | undefined> {
  const sql = `SELECT contract_hash FROM ${registryOf(table).sql} WHERE table_name = ${textLiteral(table.name)}`;
  for await (const { rows } of warehouse.pages({ sql }, options)) {
    const hash = rows[0]?.[0];
    if (typeof hash === "string") return hash;
  }
  return undefined;
}
