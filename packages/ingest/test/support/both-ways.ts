import type { Dataset } from "@cloudapi/core";
import { type MemorySink, memorySink } from "@cloudapi/transform";
import { ingest, ndjsonTarget, parquetTarget, rawTarget } from "../../src/index.ts";
import type { Source, SourceSnapshot } from "../../src/source/source.ts";

/** The same without texts, so that all rows are read as objects. */
export function withoutTexts(source: Source): Source {
  async function open(options?: Parameters<Source["open"]>[0]): Promise<SourceSnapshot> {
    const snapshot = await source.open(options);
    return {
      consistency: snapshot.consistency,
      read: (table, reading) => snapshot.read(table, reading),
      last: (table, reading) => snapshot.last(table, reading),
      close: () => snapshot.close(),
    };
  }
  const { kind, name } = source;
  return { kind, name, discover: (options) => source.discover(options), open };
}

const TARGETS = {
  ndjson: (sink: MemorySink) => ndjsonTarget(sink),
  parquet: (sink: MemorySink) => parquetTarget(sink),
  raw: (sink: MemorySink) => rawTarget(sink),
};

/** What is in a sink behind a load, and what is said of it but for times and places. */
export async function loaded(
  source: Source,
  kind: keyof typeof TARGETS,
  {
    tables,
    batchBytes,
    datasets,
  }: {
    readonly tables?: readonly string[];
    readonly batchBytes?: number;
    readonly datasets?: Readonly<Record<string, Dataset>>;
  } = {},
) {
  const sink = memorySink();
  const target = TARGETS[kind](sink);
  const report = await ingest(
    { source, target, tables, datasets, allowLoss: true },
    { loadTime: new Date("2025-01-15T10:00:00Z"), batchBytes },
  );
  const said = JSON.stringify(report.tables, withoutPlaces);
  const objects = new Map([...sink.objects].map(([key, bytes]) => [key, textOf(bytes)]));
  return { said, rowsWritten: report.rowsWritten, objects };
}

/** Whether the batches of a table are of rows, of texts, or of both. */
export async function batchKinds(source: Source, name: string): Promise<Set<"rows" | "texts">> {
  const kinds = new Set<"rows" | "texts">();
  const [table] = await source.discover({ tables: [name] });
  const snapshot = await source.open();
  for await (const batch of snapshot.readTexts?.(table as never, { batchBytes: 1e6 }) ?? [])
    kinds.add("rows" in batch ? "rows" : "texts");
  await snapshot.close();
  return kinds;
}

function withoutPlaces(name: string, value: unknown): unknown {
  return name === "durationMs" || name === "catalogTable" ? undefined : value;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
