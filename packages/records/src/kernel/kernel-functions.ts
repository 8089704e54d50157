/** What the kernel can do; sources are in `assembly/`. Addresses and lengths are in bytes. */
export interface KernelFunctions {
  /**
   * Compress to raw Snappy.
   *
   * @param places 32,768 bytes to work with
   * @param output room for `32 + length + length / 6` bytes
   * @returns the bytes of the result
   */
  compressSnappy(input: number, length: number, places: number, output: number): number;
}
