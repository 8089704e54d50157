import { expect, test } from "vitest";
import { joinKernel } from "./join-kernel.ts";
import { type Kernel, openKernel } from "./kernel.ts";
import { giveKernel, takeKernel } from "./lent-kernel.ts";

test("two kernels over one memory hand out places that are apart, and each sees what the other writes", () => {
  const first = openKernel() as Kernel;
  const own = first.allocate(100);
  const second = joinKernel(first.share());
  const places: { readonly start: number; readonly end: number }[] = [];
  for (let i = 0; i < 40; i++)
    for (const kernel of [first, second]) {
      const bytes = 1 + ((i * 7_919) % 300_000);
      const start = kernel.allocate(bytes);
      expect(kernel.bytesAt(start, bytes).every((byte) => byte === 0)).toBe(true);
      kernel.bytesAt(start, bytes).fill(255);
      places.push({ start, end: start + bytes });
    }
  const sorted = places.toSorted((a, b) => a.start - b.start);
  const overlaps = sorted.filter(({ start }, i) => start < (sorted[i - 1]?.end ?? own + 100));
  expect(overlaps).toEqual([]);
  const { start } = places[79] as (typeof places)[number];
  first.refresh();
  first.bytesAt(start, 3).set([1, 2, 3]);
  expect([...second.bytesAt(start, 3)]).toEqual([1, 2, 3]);
  expect(second.holds(first.bytesAt(own, 5))).toBe(true);
  expect(second.holds(new Uint8Array(5))).toBe(false);
  expect(first.holds(new Uint8Array(new SharedArrayBuffer(5)))).toBe(false);
});

test("a kernel whose memory another thread had is not used for the next run", () => {
  const kernel = openKernel() as Kernel;
  kernel.share();
  giveKernel(kernel);
  expect(takeKernel()).not.toBe(kernel);
});
