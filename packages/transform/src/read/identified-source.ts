/**
 * Bytes with a name that stays the same from run to run, so that a rerun replaces what it wrote before.
 *
 * Made by `fileSource` and `s3Source`; any async iterable of bytes becomes one by a `sourceId` property.
 */
export interface IdentifiedSource extends AsyncIterable<Uint8Array> {
  readonly sourceId: string;
  /** Where its bytes are on disk, if they are: formats that begin at the end of a file read it there. */
  readonly localPath?: string | undefined;
  /** Tells versions of the source apart, for `append`; what is read afterwards is of this version or fails. */
  version?(signal?: AbortSignal): Promise<string>;
}

/** Whether a source says what it is called. */
export function isIdentified(source: unknown): source is IdentifiedSource {
  return (
    typeof source === "object" &&
    source !== null &&
    typeof (source as Partial<IdentifiedSource>).sourceId === "string"
  );
}
