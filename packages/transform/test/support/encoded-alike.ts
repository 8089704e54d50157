import type { Column, Dataset } from "@cloudapi/core";
import type { ColumnValues, FixedArray, Kernel } from "@cloudapi/records/internal";
import { openKernel } from "@cloudapi/records/internal";
import * as fc from "fast-check";
import { vi } from "vitest";
import type { FileEncoder } from "../../src/parquet/file-encoder.ts";
import { parquetFiles } from "../../src/parquet/parquet-files.ts";
import { concatBytes } from "../../src/rows/concat-bytes.ts";

/** A column and its values in a row group. */
export interface Case {
  readonly type: Column["type"];
  readonly rows: number;
  readonly values: ColumnValues;
}

/** A kernel of its own. */
export function kernelOf(): Kernel {
  const kernel = openKernel();
  if (kernel === undefined) throw new Error("this Node has no kernel");
  return kernel;
}

/** The dataset of a column alone. */
export function datasetOf({ type, values }: Case): Dataset {
  const columns = [{ name: "a", type, nullable: values.present !== undefined }];
  const dataset = { name: "t", contractHash: "0", columns, eventTime: "at", partition: undefined };
  return dataset as unknown as Dataset;
}

/** The file of two row groups of a column, the bounds included. */
export function fileOf(file: FileEncoder, { values, rows }: Case): Uint8Array {
  const groups = [0, 1].map(() => file.encodeRowGroup([values], rows));
  return concatBytes([...groups, file.finish()]);
}

/** The file of a column, made without a kernel. */
export function plainFile(each: Case): Uint8Array {
  vi.stubGlobal("WebAssembly", undefined);
  const file = parquetFiles("snappy")(datasetOf(each));
  vi.unstubAllGlobals();
  return fileOf(file, each);
}

/** Whether the kernel makes the same file of values that lie elsewhere, and of those that lie in its memory. */
export function isSame(each: Case, kernel = kernelOf()): boolean {
  const expected = plainFile(each);
  const start = parquetFiles("snappy", undefined, kernel);
  const placed = { ...each, values: inKernel(kernel, each.values) };
  return [each, placed].every(
    (here) => Buffer.compare(fileOf(start(datasetOf(here)), here), expected) === 0,
  );
}

/** The same values with their arrays in the kernel's memory. */
function inKernel(kernel: Kernel, values: ColumnValues): ColumnValues {
  const moved = <T extends object>(value: T): T =>
    Object.fromEntries(
      Object.entries(value).map(([key, part]) => {
        if (ArrayBuffer.isView(part)) return [key, placedArray(kernel, part as FixedArray)];
        if (Array.isArray(part))
          return [key, (part as FixedArray[]).map((each) => placedArray(kernel, each))];
        return [key, typeof part === "object" ? moved(part as object) : part];
      }),
    ) as T;
  return moved(values);
}

function placedArray(kernel: Kernel, array: FixedArray): FixedArray {
  const address = kernel.allocate(array.byteLength);
  const { buffer, byteOffset, byteLength } = array;
  kernel.bytesAt(address, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
  if (array instanceof Uint8Array) return kernel.bytesAt(address, byteLength);
  const Numbers = array.constructor as new (
    buffer: ArrayBuffer,
    at: number,
    n: number,
  ) => FixedArray;
  return new Numbers(kernel.buffer, address, array.length);
}

/** Texts where they lie, in so many sources. */
export function stringsOf(texts: readonly string[], pieces = 1) {
  const sources = Array.from({ length: pieces }, (_, piece) =>
    Buffer.from(texts.filter((_, i) => i % pieces === piece).join("")),
  );
  const ends = sources.map(() => 0);
  const places = texts.map((text, i) => {
    const start = ends[i % pieces] as number;
    const end = start + Buffer.byteLength(text);
    ends[i % pieces] = end;
    return { start, end };
  });
  return {
    sources,
    sourceOf: pieces === 1 ? undefined : Int32Array.from(texts, (_, i) => i % pieces),
    starts: Int32Array.from(places, ({ start }) => start),
    ends: Int32Array.from(places, ({ end }) => end),
    size: texts.length,
  };
}

/** Which rows have a value, of which there are so many, after every so many of which one has none. */
export function present(count: number, every: number) {
  if (every === 0) return { present: undefined, rows: count };
  // Some rows without a value in between, and a long run of them at the end.
  const rows = count + Math.ceil(count / every) + 20;
  let left = count;
  const bytes = Uint8Array.from({ length: rows }, (_, i) =>
    i % (every + 1) && left-- > 0 ? 1 : 0,
  );
  return { present: bytes, rows: left > 0 ? bytes.length : rows };
}

/** After how many values a row has none; 0 where each has one. */
export const gaps = fc.constantFrom(0, 1, 7, 300);
/** Few values, many times over, so that there are runs and codes, beside values that are all different. */
export const repeats = fc.constantFrom(1, 2, 50, 3_000);

/** Different values of 32 bits, without an order. */
export function scattered(i: number): number {
  return Math.imul(i + 1, 0x9e3779b1) >>> 0;
}
