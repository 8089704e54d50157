import { isCloudApiError } from "@cloudapi/core";
import type { Sink } from "@cloudapi/transform";
import { ObjectWriter } from "@cloudapi/transform/internal";
import { IngestError } from "../errors/ingest-error.ts";
import type { Cursor, CursorValue } from "../source/source.ts";
import type { IngestMode, IngestTarget } from "../target/target.ts";

/** What is known of a table from the runs before: of constant size, whatever the number of rows and runs. */
export interface TableState {
  readonly mode: IngestMode;
  /** The table with its schema; states of earlier versions don't say. */
  readonly table?: string | undefined;
  /** How the rows are written; states of earlier versions don't say. */
  readonly target?: IngestTarget["kind"] | undefined;
  /** How its files lie, where the target has several ways. */
  readonly layout?: string | undefined;
  /** UTC date of the first load. */
  readonly firstLoad: string;
  /** UTC date of the latest; states of earlier versions don't say. */
  readonly lastLoad?: string | undefined;
  /** Columns that rows are ordered by. */
  readonly orderBy?: readonly string[] | undefined;
  /** Their types when the place was read; states of earlier versions don't say. */
  readonly orderTypes?: readonly string[] | undefined;
  /** The place up to which rows are in the lake. */
  readonly cursor?: Cursor | undefined;
  /** A load that was begun: done again when it is still there. */
  readonly pending?: PendingLoad | undefined;
}

/** A load that was begun. */
export interface PendingLoad {
  readonly loadTime: string;
  /** The place up to which it reads. */
  readonly upTo?: Cursor | undefined;
}

/** A state as it is stored, so that it is replaced only if nobody else has. */
export interface StoredState {
  readonly key: string;
  readonly bytes: Uint8Array | undefined;
  readonly state: TableState | undefined;
}

/**
 * Where the state of a table lies: one for what lies in the table's own folder, as JSON Lines or as Parquet, and others for
 * what lies elsewhere, which may be loaded beside it.
 */
export function stateKey(
  { sink, kind }: Pick<IngestTarget, "sink" | "kind">,
  source: string,
  dataset: string,
): string {
  const elsewhere = kind === "raw" || kind === "table" ? `${kind}/` : "";
  return `${folderOf(sink)}${source}/${elsewhere}${dataset}.json`;
}

/** Another source that has a state of a table of this name. */
export async function otherSource(
  sink: Sink,
  own: { readonly source: string; readonly dataset: string },
  signal?: AbortSignal,
): Promise<{ readonly source: string; readonly key: string } | undefined> {
  const folder = folderOf(sink);
  for await (const key of sink.list(folder, { signal })) {
    const [source = "", file] = key.slice(folder.length).split("/");
    if (file === `${own.dataset}.json` && source !== own.source) return { source, key };
  }
  return undefined;
}

function folderOf({ prefix }: Sink): string {
  return `${prefix}_ingest/states/`;
}

/** @throws {IngestError} `INVALID_STATE` when what lies there is no state */
export async function readState(
  sink: Sink,
  key: string,
  signal?: AbortSignal,
): Promise<StoredState> {
  const bytes = await sink.read(key, { signal });
  return { key, bytes, state: bytes === undefined ? undefined : parseState(key, bytes) };
}

/**
 * Write a state in place of the one that was read.
 *
 * @throws {IngestError} `CONCURRENT_INGEST` when another run has written one meanwhile
 */
export async function writeState(
  sink: Sink,
  { key, bytes: expected }: StoredState,
  state: TableState,
): Promise<StoredState> {
  const bytes = Buffer.from(`${JSON.stringify({ version: 1, ...state }, replacer, 2)}\n`);
  const properties = { contentType: "application/json", metadata: {} };
  const writer = new ObjectWriter({ sink, key, properties, conditional: true });
  writer.write(bytes);
  const isDone = await writer.publishIf(expected);
  if (isDone) return { key, bytes, state };
  await writer.discard();
  throw new IngestError(
    "CONCURRENT_INGEST",
    `Another run has loaded the same table meanwhile (its state ${key} was changed). Let one run at a time load a table, and run again.`,
  );
}

const TRIES = 5;

/** Put the place of a state that is there back to that of an earlier one, whoever writes it meanwhile. */
export async function putBack(sink: Sink, { key, state: earlier }: StoredState): Promise<void> {
  for (let tries = 1; ; tries++) {
    const now = await readState(sink, key);
    if (now.state === undefined) return;
    try {
      await writeState(sink, now, { ...now.state, cursor: earlier?.cursor });
      return;
    } catch (error) {
      if (tries === TRIES || !isCloudApiError(error, "CONCURRENT_INGEST")) throw error;
    }
  }
}

/** JSON has no integers beyond 2^53, and neither infinities nor NaN: such a value is `{ "bigint": "…" }`, `{ "number": "Infinity" }`. */
function replacer(_: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  return typeof value === "bigint" ? { bigint: String(value) } : value;
}

function parseState(key: string, bytes: Uint8Array): TableState {
  const value = jsonOf(bytes);
  const found = Object(value) as Partial<TableState> & { version?: unknown };
  const { mode, table, target, layout, firstLoad, lastLoad, orderBy, orderTypes, cursor, pending } =
    found;
  const isState =
    found.version === 1 &&
    (mode === "full" || mode === "incremental" || mode === "merge") &&
    (table === undefined || typeof table === "string") &&
    (target === undefined || typeof target === "string") &&
    (layout === undefined || typeof layout === "string") &&
    typeof firstLoad === "string" &&
    (lastLoad === undefined || typeof lastLoad === "string") &&
    (cursor === undefined || Array.isArray(cursor)) &&
    (orderBy === undefined || Array.isArray(orderBy)) &&
    (orderTypes === undefined || Array.isArray(orderTypes)) &&
    (pending === undefined ||
      typeof (Object(pending) as { loadTime?: unknown }).loadTime === "string");
  if (!isState) throw invalid(key);
  return {
    mode,
    ...(table && { table }),
    ...(target && { target }),
    ...(layout && { layout }),
    firstLoad,
    ...(lastLoad && { lastLoad }),
    ...(orderBy && { orderBy }),
    ...(orderTypes && { orderTypes: orderTypes.map(String) }),
    ...(cursor && { cursor: cursor.map((each) => cursorValue(key, each)) }),
    ...(pending && { pending: pendingOf(key, pending) }),
  };
}

function pendingOf(key: string, { loadTime, upTo }: PendingLoad): PendingLoad {
  if (Number.isNaN(Date.parse(loadTime))) throw invalid(key);
  return { loadTime, ...(upTo && { upTo: upTo.map((each) => cursorValue(key, each)) }) };
}

function cursorValue(key: string, value: unknown): CursorValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  const { bigint, number } = Object(value) as { bigint?: unknown; number?: unknown };
  if (typeof number === "string" && /^(?:-?Infinity|NaN)$/.test(number)) return Number(number);
  if (typeof bigint === "string" && /^-?\d{1,30}$/.test(bigint)) return BigInt(bigint);
  throw invalid(key);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}

function invalid(key: string): IngestError {
  return new IngestError(
    "INVALID_STATE",
    `${key} is not the state of a table. Put back the version before from the bucket's versions, or remove it and the table's rows to load the table from the beginning.`,
  );
}
