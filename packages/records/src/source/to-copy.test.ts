import { expect, it } from "vitest";
import { type ChunkPlace, REUSED_CHUNKS, toCopy } from "./to-copy.ts";

async function* fresh(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Uint8Array.of(1));
}

async function* reused(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Uint8Array.of(2));
}

const source = {
  sourceId: "file",
  [Symbol.asyncIterator]: Object.assign(fresh, { [REUSED_CHUNKS]: reused }),
};

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of chunks) bytes.push(...chunk);
  return bytes;
}

it("gives the chunks in memory that is used again, where the source has such, under its name", async () => {
  const copied = toCopy(source);
  expect(await bytesOf(copied)).toEqual([2]);
  expect(copied.sourceId).toBe("file");
  expect(await bytesOf(source)).toEqual([1]);
});

it("leaves a source as it is that is read in a way of its own", async () => {
  const own = { ...source, [Symbol.asyncIterator]: () => fresh() };
  expect(toCopy(own)).toBe(own);
  expect(await bytesOf(toCopy(own))).toEqual([1]);
});

it.each(["text", Uint8Array.of(1), new ReadableStream<Uint8Array>(), null as never])(
  "leaves %o as it is",
  (other) => {
    expect(toCopy(other)).toBe(other);
  },
);

it("tells the source where its chunks are wanted", async () => {
  const memory = new Uint8Array(4);
  const place: ChunkPlace = { room: (bytes) => memory.subarray(0, bytes) };
  async function* placed(to?: ChunkPlace): AsyncGenerator<Uint8Array> {
    const room = to?.room?.(2) ?? new Uint8Array(2);
    room.set([3, 4]);
    yield await Promise.resolve(room);
  }
  const wanted = { [Symbol.asyncIterator]: Object.assign(fresh, { [REUSED_CHUNKS]: placed }) };
  expect(await bytesOf(toCopy(wanted, place))).toEqual([3, 4]);
  expect([...memory]).toEqual([3, 4, 0, 0]);
});
