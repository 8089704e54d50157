import { afterEach, expect, test, vi } from "vitest";
import { giveKernel, takeKernel } from "./lent-kernel.ts";

afterEach(() => vi.unstubAllGlobals());

test("a kernel that was given back is taken again, with zeros where it says so", () => {
  const kernel = takeKernel();
  const dirty = kernel?.allocate(1_000) as number;
  kernel?.bytesAt(dirty, 1_000).fill(7);
  giveKernel(kernel);
  const again = takeKernel();
  expect(again).toBe(kernel);
  const [kept, clean] = [again?.allocate(99, "anything"), again?.allocate(2_000)] as number[];
  expect(kept).toBe(dirty);
  expect([...(again?.bytesAt(clean as number, 2_000) ?? [])].every((byte) => byte === 0)).toBe(
    true,
  );
});

test("of two runs at a time each has its own", () => {
  const kernels = [takeKernel(), takeKernel()];
  expect(kernels[0]).not.toBe(kernels[1]);
  for (const each of kernels) giveKernel(each);
  expect(takeKernel()).toBe(kernels[1]);
});

test("one that has grown large is not kept, and none is taken where WebAssembly is gone", () => {
  const large = takeKernel();
  large?.allocate(65 * 1024 * 1024);
  giveKernel(large);
  const other = takeKernel();
  expect(other).not.toBe(large);
  giveKernel(other);
  vi.stubGlobal("WebAssembly", undefined);
  expect(takeKernel()).toBeUndefined();
});
