import { type Kernel, openKernel } from "./kernel.ts";
import { webAssembly } from "./web-assembly.ts";

/** A kernel that has grown beyond this is not kept, nor one whose memory another thread had. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The kernel that nobody uses. Many short runs would spend more on new memory, and on V8's looking for the old one, than on their rows. */
let idle: Kernel | undefined;

/** A kernel for one run: the one that was given back, or another; `undefined` as {@link openKernel} has it. */
export function takeKernel(): Kernel | undefined {
  const kernel = webAssembly() === undefined ? undefined : idle;
  if (kernel === undefined) return openKernel();
  idle = undefined;
  return kernel;
}

/** Give back a kernel when nothing of the run, nor what it gave, lies in its memory any more. */
export function giveKernel(kernel: Kernel | undefined): void {
  if (kernel === undefined || kernel.isShared || kernel.buffer.byteLength > MOST_BYTES) return;
  kernel.reset();
  idle = kernel;
}
