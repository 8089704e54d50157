import { SourceError } from "../source-error.ts";

/** The data end before their own end. */
export function truncated(name: string, byteOffset: number): SourceError {
  const message = `The ${name} data ends too early, after ${byteOffset} bytes: the file was cut short. Get the whole file again.`;
  return new SourceError(`${family(name)}_TRUNCATED`, message, { byteOffset });
}

/** The fault lies in these bytes: at which of them a decompressor stopped it does not say. */
export function damaged(
  name: string,
  [start, end]: readonly [start: number, end: number],
  cause: unknown,
): SourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `The ${name} data is damaged between byte ${start} and byte ${end} (${reason}). Get the file again, or compress it again.`;
  return new SourceError(`${family(name)}_CORRUPT`, message, { byteOffset: start, cause });
}

/** Something else follows the data. */
export function foreignBytes(name: string, byteOffset: number): SourceError {
  const message = `Bytes that are not ${name} follow the ${name} data, from byte ${byteOffset} on. They may be data: compress them too, or remove them.`;
  return new SourceError(`${family(name)}_CORRUPT`, message, { byteOffset });
}

/** Zero bytes behind the data are padding; gives how many these are. @throws {SourceError} when there is anything else */
export function takePadding(name: string, bytes: Uint8Array, offset: number): number {
  const at = bytes.findIndex((byte) => byte !== 0);
  if (at >= 0) throw foreignBytes(name, offset + at);
  return bytes.length;
}

function family(name: string): "SOURCE_GZIP" | "SOURCE" {
  return name === "gzip" ? "SOURCE_GZIP" : "SOURCE";
}
