import { afterEach, expect, test, vi } from "vitest";
import { openKernel } from "./kernel.ts";
import { webAssembly } from "./web-assembly.ts";

afterEach(() => vi.unstubAllGlobals());

test("places that are handed out are apart, aligned, and outlive the growth of the memory", () => {
  const kernel = openKernel();
  const first = kernel?.allocate(5) as number;
  const second = kernel?.allocate(200_000) as number;
  kernel?.bytesAt(first, 5).set([1, 2, 3, 4, 5]);
  const before = kernel?.buffer;
  kernel?.allocate(10_000_000);
  expect([first % 16, second % 16]).toEqual([0, 0]);
  expect(second - first).toBeGreaterThanOrEqual(5 + 16);
  expect(kernel?.buffer).not.toBe(before);
  expect([...(kernel?.bytesAt(first, 5) ?? [])]).toEqual([1, 2, 3, 4, 5]);
});

test("there is no kernel where JavaScript has no WebAssembly, or no memory for it", () => {
  const api = webAssembly();
  if (api === undefined) throw new Error("this Node has no WebAssembly");
  class Refused {
    constructor() {
      throw new RangeError("could not allocate memory");
    }
  }
  expect(
    openKernel({ Module: api.Module, Instance: api.Instance, Memory: Refused as never }),
  ).toBeUndefined();
  vi.stubGlobal("WebAssembly", undefined);
  expect(openKernel()).toBeUndefined();
});

test("its memory grows where there is none for what tells V8 of it", () => {
  const kernel = openKernel();
  class Refused {
    constructor() {
      throw new RangeError("Array buffer allocation failed");
    }
  }
  vi.stubGlobal("ArrayBuffer", Refused);
  const address = kernel?.allocate(1_000_000, "anything") as number;
  kernel?.bytesAt(address, 3).set([1, 2, 3]);
  const bytes = [...(kernel?.bytesAt(address, 3) ?? [])];
  vi.unstubAllGlobals();
  expect(bytes).toEqual([1, 2, 3]);
});
