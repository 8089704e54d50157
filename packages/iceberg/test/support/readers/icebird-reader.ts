import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { icebergRead } from "icebird";
import { hyparquetRow } from "../../../../transform/test/support/read-nested.ts";
import { namedNumbers } from "./canonical.ts";
import type { Row, TableRead, TableReader } from "./table-reader.ts";

/** The reader that is written in JavaScript. It knows no conditions, and has decimals as doubles. */
export const byIcebird: TableReader = async (reads) => {
  const results: Row[][] = [];
  for (const read of reads) results.push(await withFiles(() => rowsOf(read)));
  return results;
};

async function rowsOf({ metadata: path, columns, where, snapshotId }: TableRead): Promise<Row[]> {
  if (where !== undefined) throw new Error("icebird knows no conditions");
  const metadata = JSON.parse(await readFile(path, "utf8"), idsAsBigints) as Metadata;
  const rows = await icebergRead({
    tableUrl: `file://${dirname(dirname(path))}`,
    metadata: snapshotId === undefined ? metadata : at(metadata, snapshotId),
  });
  return rows.map((row: Row) => namedNumbers(hyparquetRow(columns, row)) as Row);
}

/** Its types have ids of snapshots as numbers, which can't hold them. */
function at(metadata: Metadata, snapshotId: bigint): Metadata {
  return Object.assign({ ...metadata }, { "current-snapshot-id": snapshotId });
}

type Metadata = NonNullable<Parameters<typeof icebergRead>[0]["metadata"]>;

function idsAsBigints(key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return key.endsWith("snapshot-id") && source !== undefined ? BigInt(source) : value;
}

/** While something reads, `fetch` knows files, since icebird reads by HTTP alone. */
async function withFiles<T>(read: () => Promise<T>): Promise<T> {
  const original = globalThis.fetch;
  // Paths in metadata are literal: nothing in them is decoded.
  globalThis.fetch = async (url, init) =>
    fileResponse(String(url as string).replace(/^file:(\/\/)?/, ""), init);
  try {
    return await read();
  } finally {
    globalThis.fetch = original;
  }
}

async function fileResponse(path: string, init: RequestInit = {}): Promise<Response> {
  const bytes = await readFile(path);
  const headers = { "content-length": String(bytes.length) };
  if (init.method === "HEAD") return new Response(null, { headers });
  const range = /^bytes=(\d*)-(\d*)$/.exec(new Headers(init.headers).get("range") ?? "");
  if (range === null) return new Response(bytes, { headers });
  const [, from = "", to = ""] = range;
  const start = from === "" ? bytes.length - Number(to) : Number(from);
  const end = from === "" || to === "" ? bytes.length : Number(to) + 1;
  return new Response(bytes.subarray(start, end), { status: 206 });
}
