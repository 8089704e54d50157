import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { expect, test } from "vitest";
import * as z from "zod";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import * as layout from "../kernel/ahead-layout.ts";
import { type Kernel, openKernel } from "../kernel/kernel.ts";
import type { LineHelper } from "../kernel/line-helper.ts";
import { flatReaders } from "./flat-readers.ts";
import { recordsInOrder } from "./flat-records.ts";
import { ScanAside } from "./scan-aside.ts";

const dataset = apiLogs as unknown as Dataset;
const LINES = 20_000;
const CHUNK_BYTES = 100_000;

/** Lines of which some have a key that no field has, some a wrong value, and one is none. */
function lineOf(n: number): string {
  const timestamp = new Date(Date.UTC(2025, 0, 15) + n * 1_000).toISOString();
  const record = { timestamp, endpoint: `/api/${n % 97}`, method: "GET", status_code: 200 };
  if (n % 1_000 === 999) return JSON.stringify({ ...record, status_code: "none" });
  if (n % 1_000 === 500) return "this is no record";
  return JSON.stringify(n > 5_000 && n % 3 === 0 ? { ...record, more: n } : record);
}

const bytes = Buffer.from(`${Array.from({ length: LINES }, (_, n) => lineOf(n)).join("\n")}\n`);

type HelperOf = (kernel: Kernel) => LineHelper;

interface Input {
  readonly dataset: Dataset;
  readonly chunks: readonly Uint8Array[];
}

async function* sourceOf({ chunks }: Input) {
  yield* chunks;
}

async function recordsOf(input: Input, helperOf?: HelperOf) {
  const kernel = openKernel() as Kernel;
  kernel.helper = helperOf?.(kernel);
  const told: unknown[] = [];
  const batches = checkedRecordsOf("test", input.dataset, sourceOf(input), {}, (plan) =>
    flatReaders(plan, undefined, kernel),
  );
  for await (const batch of batches) {
    for (const record of recordsInOrder(batch)) {
      const { line, byteOffset, unknownFields } = record;
      told.push([line, byteOffset, unknownFields, record.valid ? record.value : record.issues]);
    }
    told.push(...batch.problems, ...batch.warnings);
  }
  return told;
}

function chunksOf(text: Buffer, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
    text.subarray(n * size, (n + 1) * size),
  );
}

const recordsWith = (helperOf?: HelperOf) =>
  recordsOf({ dataset, chunks: chunksOf(bytes, CHUNK_BYTES) }, helperOf);

/** One that never ends, and scans when it is asked. */
function scanning(kernel: Kernel, onScan: () => void): LineHelper {
  let aside: ScanAside | undefined;
  return {
    isThere: true,
    open: (address) => {
      aside = new ScanAside(kernel, address);
    },
    wake: () => {
      while (aside?.scanOne() === true) onScan();
    },
    waitWhile: () => true,
  };
}

/** One that takes lines from so many chunks on, and is gone with them when somebody waits for it. */
function takingAndLost(kernel: Kernel, first: number, onLost: () => void): LineHelper {
  let words = new Int32Array(0);
  let asked = 0;
  const helper = {
    isThere: true,
    open: (address: number) => {
      words = new Int32Array(kernel.buffer, address);
    },
    wake: () => {
      const slots = Array.from(
        { length: words[layout.SLOTS] as number },
        (_, slot) => layout.FIRST_SLOT + slot * layout.SLOT_WORDS + layout.OWNER,
      );
      if (++asked < first) return;
      for (const owner of slots) if (words[owner] === layout.WAITS) words[owner] = layout.IS_TAKEN;
    },
    waitWhile: () => {
      helper.isThere = false;
      onLost();
      return false;
    },
  };
  return helper;
}

test("lines that another thread has scanned give the same rows, rejected records and warnings", async () => {
  const right = await recordsWith();
  let scans = 0;
  const told = await recordsWith((kernel) => scanning(kernel, () => scans++));
  expect(told).toEqual(right);
  expect(scans).toBeGreaterThan(5);
  expect(right.length).toBeGreaterThanOrEqual(LINES);
});

/** How often the other thread is asked. */
async function asksOf(): Promise<number> {
  let asks = 0;
  await recordsWith((kernel) => ({ ...scanning(kernel, () => undefined), wake: () => asks++ }));
  return asks;
}

test.each([
  ["on the way", 10],
  ["at the end", await asksOf()],
])("lines that another thread is gone with are scanned by the reader: %s", async (_, first) => {
  let lost = 0;
  const told = await recordsWith((kernel) => takingAndLost(kernel, first, () => lost++));
  expect(told).toEqual(await recordsWith());
  expect(lost).toBeGreaterThan(5);
});

test("a chunk of which the other thread has left each line, and none is a record, gives no rows", async () => {
  const none = Buffer.from("this is no record\n".repeat(3_000));
  const input = {
    dataset,
    chunks: chunksOf(Buffer.concat([bytes.subarray(0, 300_000), none]), 5_000),
  };
  const right = await recordsOf(input);
  let scans = 0;
  const told = await recordsOf(input, (kernel) => scanning(kernel, () => scans++));
  expect(told).toHaveLength(right.length);
  expect(told).toEqual(right);
  expect(scans).toBeGreaterThan(5);
});

const ids = Array.from({ length: 4_000 }, (_, n) => `id ${n}`);
const ofIds = defineDataset({
  name: "ids",
  schema: z.object({ id: z.enum(ids) }),
}) as unknown as Dataset;

const linesOf = (count: number, first: number, step: number, more = {}) =>
  Buffer.from(
    Array.from(
      { length: count },
      (_, n) => `${JSON.stringify({ id: ids[first + n * step], ...more })}\n`,
    ).join(""),
  );

test("names that no field has are told apart, however much the other thread was to be told", async () => {
  const usual = (count: number, more = {}) =>
    Array.from({ length: count }, () => linesOf(400, 0, 0, more));
  const chunks = [
    ...usual(20),
    // Texts that are new, more of them than are told, and then a name.
    Buffer.concat([linesOf(200, 1_000, 1), linesOf(1, 0, 0, { first: 1 })]),
    ...usual(14),
    linesOf(1, 0, 0, { second: 1 }),
    ...usual(14, { second: 1 }),
  ];
  const input = { dataset: ofIds, chunks };
  const right = await recordsOf(input);
  let asked = 0;
  let scans = 0;
  const told = await recordsOf(input, (kernel) => {
    const helper = scanning(kernel, () => scans++);
    // At first it has no time.
    return { ...helper, wake: () => ++asked > 18 && helper.wake() };
  });
  expect(told).toEqual(right);
  expect(scans).toBeGreaterThan(5);
});
