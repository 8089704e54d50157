import type { Dataset } from "@cloudapi/core";
import * as z from "zod";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { type StoredContract, storedContract } from "./compare-contracts.ts";
import { invalidManifest } from "./invalid-manifest.ts";

/**
 * A contract that rows under a prefix were written by, kept once for all of its sources: a run sees what else is there
 * without reading the manifest of every source.
 */
export function contractKey(
  sink: Sink,
  { name, contractHash }: Pick<Dataset, "name" | "contractHash">,
): string {
  return `${contractFolder(sink)}${name}-${contractHash}.json`;
}

/** The same bytes for the same contract, whoever writes them. */
export function contractBytes(dataset: Dataset): Buffer {
  return Buffer.from(`${JSON.stringify({ version: 1, ...storedContract(dataset) }, null, 2)}\n`);
}

/**
 * The contracts of all rows under the sink's prefix, in the order of their keys, and what else is noted beside them.
 *
 * @throws {CloudApiError} `INVALID_MANIFEST` when one can't be read
 */
export async function readContracts(
  sink: Sink,
  options: SinkOptions,
): Promise<{ readonly contracts: StoredContract[]; readonly marks: ReadonlySet<string> }> {
  const keys: string[] = [];
  const marks = new Set<string>();
  for await (const key of sink.list(contractFolder(sink), options))
    if (CONTRACT_NAME.test(key)) keys.push(key);
    else marks.add(key);
  const contracts: StoredContract[] = [];
  for (const key of keys.sort()) {
    const bytes = await sink.read(key, options);
    if (bytes !== undefined) contracts.push(parse(bytes, key));
  }
  return { contracts, marks };
}

const CONTRACT_NAME = /\/[a-z0-9_]{1,255}-[0-9a-f]{32}\.json$/;

function contractFolder({ prefix }: Sink): string {
  return `${prefix}_contracts/`;
}

/** Contracts by what their records say: each run reads those of its prefix twice. */
const READ = new Map<string, StoredContract>();
const MOST_READ = 64;

function contractOf(text: string): StoredContract {
  const earlier = READ.get(text);
  if (earlier !== undefined) return earlier;
  const contract = known().parse(JSON.parse(text)) as StoredContract;
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(text, contract);
  return contract;
}

function parse(bytes: Uint8Array, key: string): StoredContract {
  try {
    const contract = contractOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (!key.endsWith(`/${contract.name}-${contract.contractHash}.json`))
      throw new Error("its name is not that of its contract");
    return contract;
  } catch (error) {
    throw invalidManifest(
      `The contract record ${key} does not say under which contract rows were written: it can't be read. Nothing was written. Remove it and run again: rows that were written under it are then taken to fit.`,
      error,
    );
  }
}

function range() {
  return z.object({ from: z.string(), to: z.string() });
}

/** Of a column that rows are partitioned by. */
function key() {
  return z.object({
    column: z.string(),
    type: z.object({ kind: z.enum(["string", "int32", "int64", "date"]) }),
    projection: z.enum(["enum", "integer", "date", "injected"]),
    values: z.array(z.string()).optional(),
    range: range().optional(),
  });
}

let compiled: ReturnType<typeof schema> | undefined;

/** The schema, made once: that costs more than what it reads. */
function known(): ReturnType<typeof schema> {
  compiled ??= schema();
  return compiled;
}

function schema() {
  return z.object({
    version: z.literal(1),
    name: z.string(),
    contractHash: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
    eventTime: z.string().optional(),
    partition: z
      .object({
        granularity: z.enum(["month", "day", "hour"]).optional(),
        layout: z.enum(["hive", "hive-date", "plain"]),
        range: range(),
        by: z.array(key()).optional(),
      })
      .optional(),
  });
}
