import { KERNEL_BYTES } from "./kernel-bytes.ts";
import type { KernelFunctions } from "./kernel-functions.ts";
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
 * The memory is one that threads could share, although none do: a view of such memory stays good when it grows.
 */
export class Kernel {
  readonly functions: KernelFunctions;
  readonly #memory: WebAssemblyMemory;
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

  constructor(functions: KernelFunctions, memory: WebAssemblyMemory) {
    this.functions = functions;
    this.#memory = memory;
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

  /** Whether a view is of this memory, so that its `byteOffset` is an address. */
  holds({ buffer }: ArrayBufferView): boolean {
    return this.#buffers.has(buffer);
  }

  /**
   * Hand out so many bytes until `reset`, aligned to 16. The memory may grow by it.
   *
   * @param content what is in them: `anything` where all is written before it is read, which saves the clearing
   * @throws {RangeError} if the memory can't grow
   */
  allocate(bytes: number, content: "zeros" | "anything" = "zeros"): number {
    const address = this.#free;
    const end = Math.ceil((address + bytes + SLACK_BYTES) / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((end - this.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) this.#grow(missing);
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

  /** Grow by so many pages, or by some more, as pages that are not used cost nothing. */
  #grow(pages: number): void {
    const { byteLength } = this.buffer;
    const wanted = Math.max(pages, Math.min(MOST_SPARE_PAGES, byteLength / PAGE_BYTES / 2));
    const most = MOST_PAGES - byteLength / PAGE_BYTES;
    this.#memory.grow(Math.max(pages, Math.min(Math.ceil(wanted), most)));
  }

  /** Bytes at an address. */
  bytesAt(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer, address, length);
  }
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
    return new Kernel(exports as KernelFunctions, memory);
  } catch {
    return undefined;
  }
}
