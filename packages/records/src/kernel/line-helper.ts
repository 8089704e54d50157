/** Another thread over the same kernel that scans lines ahead of the one that reads them. */
export interface LineHelper {
  /** Whether it has not ended, as far as it is known. */
  readonly isThere: boolean;
  /** Tell it where the scans are, as `ahead-layout.ts` has them. */
  open(address: number): void;
  /** Tell it that something waits for it. */
  wake(): void;
  /** Wait for as long as it has taken something, in words that both share; whether it has let go of it. */
  waitWhile(words: Int32Array, index: number, taken: number): boolean;
}
