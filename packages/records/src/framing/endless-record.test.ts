import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { FRAMERS, take } from "../../test/framers.ts";
import { rawBytes } from "./raw-record.ts";

it.each(Object.entries(FRAMERS))(
  "%s: holds no more than a record's limit of an endless one",
  async (name, make) => {
    const framer = make(1000);
    const opening = name === "array" ? '[{"a":"' : name === "csv" ? "a," : '{"a":"';
    take(framer.push(Buffer.from(opening)));
    const chunk = Buffer.alloc(65_536, "x");
    const before = collectGarbage();
    for (let count = 0; count < 150; count++) take(framer.push(chunk));
    // Memory is given back a little after the collection that finds it free.
    await expect.poll(() => collectGarbage() - before, { timeout: 5000 }).toBeLessThan(2_000_000);
    const [record] = take(framer.end());
    expect(record?.fault?.code).toBe("record_too_large");
    expect(record?.byteLength).toBe(150 * 65_536 + opening.length - (name === "array" ? 1 : 0));
    expect(record === undefined ? 0 : rawBytes(record).length).toBeLessThanOrEqual(65_536);
  },
);

/** Bytes of buffers in use, after a collection. */
function collectGarbage(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().arrayBuffers;
}
