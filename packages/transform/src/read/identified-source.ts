/**
 * Bytes with a name that stays the same from run to run, so that a rerun replaces what it wrote before.
 *
 * Made by `fileSource` and `s3Source`; any async iterable of bytes becomes one by a `sourceId` property.
 */
export interface IdentifiedSource extends AsyncIterable<Uint8Array> {
  readonly sourceId: string;
}

/** Whether a source says what it is called. */
export function isIdentified(source: unknown): source is IdentifiedSource {
  return (
    typeof source === "object" &&
    source !== null &&
    typeof (source as Partial<IdentifiedSource>).sourceId === "string"
  );
}
