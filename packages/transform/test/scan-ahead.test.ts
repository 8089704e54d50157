import {
  checkedRecordsOf,
  flatReaders,
  type Kernel,
  type LineHelper,
  openKernel,
  recordsInOrder,
  ScanAside,
} from "@cloudapi/records/internal";
import { expect, test } from "vitest";
import { randomOf } from "./support/faulty-lines.ts";
import { type FuzzInput, fuzzInputs } from "./support/fuzz-inputs.ts";

/** Lines that are scanned ahead by something that takes its turns in this thread, when `isDone` says so. */
function helperOf(kernel: Kernel, isDone: () => boolean) {
  let aside: ScanAside | undefined;
  const scanned = { lines: 0, asked: 0 };
  const helper: LineHelper = {
    isThere: true,
    open: (address) => {
      aside = new ScanAside(kernel, address);
    },
    wake: () => {
      scanned.asked++;
      while (isDone() && aside?.scanOne() === true) scanned.lines++;
    },
    waitWhile: () => true,
  };
  return { helper, scanned };
}

async function* chunksOf(bytes: Buffer, random: (below: number) => number) {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random(random(4) === 0 ? 2_000 : 150_000);
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** All that is told of a file's records, in order. */
async function recordsOf({ dataset, bytes }: FuzzInput, kernel: Kernel, seed: number) {
  const told: unknown[] = [];
  const source = chunksOf(bytes, randomOf(seed));
  const readers = (plan: Parameters<typeof flatReaders>[0]) => flatReaders(plan, 1, kernel);
  for await (const batch of checkedRecordsOf(
    "test",
    dataset,
    source,
    { format: "json" },
    readers,
  )) {
    for (const record of recordsInOrder(batch)) {
      const { line, byteOffset, raw, unknownFields } = record;
      const said = record.valid ? [record.value, record.eventTimeMs] : record.issues;
      told.push({ line, byteOffset, raw, unknownFields, said });
    }
    told.push(...batch.problems, ...batch.warnings);
  }
  return told;
}

/** Of each file, so many bytes: some ten chunks. */
const MOST_BYTES = 700_000;
const json = fuzzInputs(6_363)
  .filter(({ format }) => format === "json")
  .map((input) => ({ ...input, bytes: input.bytes.subarray(0, MOST_BYTES) }));

test.each(json.map((input) => [input.name, input] as const))(
  "records that are scanned ahead, all, some or none of them, are what they are otherwise: %s",
  async (_, input) => {
    const right = await recordsOf(input, openKernel() as Kernel, 1);
    const random = randomOf(7);
    for (const isDone of [() => true, () => random(3) > 0, () => false]) {
      const kernel = openKernel() as Kernel;
      const { helper, scanned } = helperOf(kernel, isDone);
      kernel.helper = helper;
      expect(await recordsOf(input, kernel, 2)).toEqual(right);
      expect(scanned.lines).toBeLessThanOrEqual(scanned.asked);
    }
  },
  120_000,
);
