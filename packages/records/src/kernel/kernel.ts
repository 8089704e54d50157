import { KERNEL_BYTES } from "./kernel-bytes.ts";
import type { KernelFunctions } from "./kernel-functions.ts";
import type { LineHelper } from "./line-helper.ts";
import { type WebAssemblyApi, type WebAssemblyMemory, webAssembly } from "./web-assembly.ts";

const PAGE_BYTES = 65_536;
/** Two gibibytes, so that addresses are numbers above 0 in all words; only what is used is ever taken from the system. */
const MOST_PAGES = 32_768;
const MOST_SPARE_PAGES = 256;
const ALIGNMENT = 16;
/** Vectors of 16 bytes may be read and written past the end of what an address is handed out for. */
const SLACK_BYTES = 16;

/**
 * Functions in WebAssembly over a memory of their own, in which they keep nothing: who calls them hands out its places.
 *
 * The memory is one that threads share: each takes its own places of it, and a view of such memory stays good when it grows.
 */
export class Kernel {
  readonly functions: KernelFunctions;
  readonly #memory: WebAssemblyMemory;
  readonly #module: object;
  /** All that `buffer` has been. */
  readonly #buffers = new WeakSet<object>();
  #last: object | undefined;
  /** As much as the memory has, and never touched: V8 takes no account of shared memory when it decides whether to look for garbage. */
  readonly #ballast: ArrayBuffer[] = [];
  #ballastBytes = 0;
  /** The first address that is not handed out. Nothing is at 0. */
  #free = ALIGNMENT;
  /** The first address that was never handed out, since when there are zeros. */
  #untouched = ALIGNMENT;
  /** Where ends what may be handed out: behind that is what other threads made the memory grow by. */
  #end = PAGE_BYTES;
  /** Whether another thread has the memory, too. */
  isShared = false;
  /** Another thread that scans lines, where there is one. */
  helper: LineHelper | undefined;
  #isJoined = false;

  constructor(functions: KernelFunctions, { memory, module }: SharedKernel) {
    this.functions = functions;
    this.#memory = memory;
    this.#module = module;
  }

  /** What another thread needs to have a kernel over the same memory, by `joinKernel`; it can be sent there. */
  share(): SharedKernel {
    this.isShared = true;
    return { memory: this.#memory, module: this.#module };
  }

  /** Begin a kernel over memory that another thread has: nothing of what there is may be handed out here. */
  join(): this {
    this.isShared = true;
    this.#isJoined = true;
    this.#free = this.#untouched = this.#end = this.buffer.byteLength;
    return this;
  }

  /** Know of what other threads made the memory grow by, so that it can be read. */
  refresh(): void {
    this.#memory.grow(0);
  }

  /** The memory; another one after it has grown, which has what is handed out then. The one before is good for what was handed out until then. */
  get buffer(): ArrayBuffer {
    const { buffer } = this.#memory;
    if (buffer !== this.#last) {
      this.#last = buffer;
      this.#buffers.add(buffer);
      this.#addBallast(buffer.byteLength);
    }
    // What takes one takes the other; only the types tell them apart.
    return buffer as unknown as ArrayBuffer;
  }

  /** Hold as much as the memory has; where there is not so much, garbage is looked for without it. */
  #addBallast(bytes: number): void {
    try {
      this.#ballast.push(new ArrayBuffer(bytes - this.#ballastBytes));
      this.#ballastBytes = bytes;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }

  /** Whether a view is of this memory, so that its `byteOffset` is an address; where that is another thread's, no other is shared. */
  holds({ buffer }: ArrayBufferView): boolean {
    return this.#buffers.has(buffer) || (this.#isJoined && buffer instanceof SharedArrayBuffer);
  }

  /**
   * Hand out so many bytes until `reset`, aligned to 16. The memory may grow by it.
   *
   * @param content what is in them: `anything` where all is written before it is read, which saves the clearing
   * @throws {RangeError} if the memory can't grow
   */
  allocate(bytes: number, content: "zeros" | "anything" = "zeros"): number {
    if (endOf(this.#free, bytes) > this.#end) this.#grow(bytes);
    const address = this.#free;
    const end = endOf(address, bytes);
    const used = Math.min(end, this.#untouched) - address;
    // Not by an array: V8 fills shared memory one element after the other.
    if (used > 0 && content === "zeros") this.functions.clear(address, used);
    this.#free = end;
    this.#untouched = Math.max(this.#untouched, end);
    return address;
  }

  /** Take back all that was handed out: nobody may use it any more. */
  reset(): void {
    this.#free = ALIGNMENT;
  }

  /** Grow so that so many bytes can be handed out, or by some more, as pages that are not used cost nothing. */
  #grow(bytes: number): void {
    const { byteLength } = this.buffer;
    // What another thread grows by at the same time may lie between.
    const from = this.isShared ? this.#end : this.#free;
    const pages = Math.ceil((endOf(from, bytes) - this.#end) / PAGE_BYTES);
    const wanted = Math.max(pages, Math.min(MOST_SPARE_PAGES, byteLength / PAGE_BYTES / 2));
    const most = MOST_PAGES - byteLength / PAGE_BYTES;
    const more = Math.max(pages, Math.min(Math.ceil(wanted), most));
    const grownFrom = this.#memory.grow(more) * PAGE_BYTES;
    if (grownFrom !== this.#end) this.#free = this.#untouched = grownFrom;
    this.#end = grownFrom + more * PAGE_BYTES;
  }

  /** Bytes at an address. */
  bytesAt(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer, address, length);
  }
}

/** The first address behind so many bytes at an address. */
function endOf(address: number, bytes: number): number {
  return Math.ceil((address + bytes + SLACK_BYTES) / ALIGNMENT) * ALIGNMENT;
}

/** The memory and the module of a kernel, which other threads can be sent. */
export interface SharedKernel {
  readonly memory: WebAssemblyMemory;
  readonly module: object;
}

let compiled: object | undefined;

/**
 * A kernel with a memory of its own; `undefined` where this JavaScript has no WebAssembly with vectors, or no more memory
 * for it. Whoever uses it can do the same without it.
 */
export function openKernel(api: WebAssemblyApi | undefined = webAssembly()): Kernel | undefined {
  if (api === undefined) return undefined;
  try {
    compiled ??= new api.Module(Buffer.from(KERNEL_BYTES, "base64"));
    const memory = new api.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    const { exports } = new api.Instance(compiled, { env: { memory } });
    return new Kernel(exports as KernelFunctions, { memory, module: compiled });
  } catch {
    return undefined;
  }
}
