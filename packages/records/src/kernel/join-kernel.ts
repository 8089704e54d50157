import { Kernel, type SharedKernel } from "./kernel.ts";
import type { KernelFunctions } from "./kernel-functions.ts";
import { webAssembly } from "./web-assembly.ts";

/**
 * A kernel over the memory of one of another thread, which it makes grow for what is allocated here.
 *
 * @throws {Error} where this thread has no WebAssembly
 */
export function joinKernel(shared: SharedKernel): Kernel {
  const api = webAssembly();
  if (api === undefined) throw new Error("joinKernel: this thread has no WebAssembly.");
  const { exports } = new api.Instance(shared.module, { env: { memory: shared.memory } });
  return new Kernel(exports as KernelFunctions, shared).join();
}
