/** Takes what is decompressed, in order; a promise when no more should come until it is fulfilled. */
export type Give = (bytes: Uint8Array) => Promise<void> | undefined;

/** Reads the compressed bytes of one source, given in pieces with their places in the source. */
export interface CompressionReader {
  /**
   * Read what the bytes begin with, up to its end, and say how many these are; the others are given again.
   *
   * @throws {SourceError} when the bytes are damaged, after everything before them was given
   */
  read(bytes: Uint8Array, offset: number): Promise<number> | number;
  /** No more bytes come. @throws {SourceError} when they end too early */
  end(offset: number): Promise<void> | void;
  /** Let go of what reading holds; called in every case. */
  close(): void;
}

/** Starts to read. @throws {SourceError} when what was found can't be read here */
export type OpenReader = (give: Give) => CompressionReader;

/** A way in which a source may be compressed. */
export interface Compression {
  readonly name: string;
  /** Whether a source begins as such data do; what it is given are its first bytes, 64 KiB if there are as many. */
  readonly isIt: (head: Uint8Array) => boolean;
  readonly open: OpenReader;
}
