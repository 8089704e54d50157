import { S3Error } from "../s3-error.ts";

/** The classes an object of a general purpose bucket can be stored in. Here they are labels: all bytes lie on one disk. */
export const STORAGE_CLASSES = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
] as const;
export type StorageClass = (typeof STORAGE_CLASSES)[number];

/** What is in one of these has to be restored before it can be read, which is not implemented here. */
const ARCHIVES: readonly StorageClass[] = ["GLACIER", "DEEP_ARCHIVE"];

/** Something that is stored; STANDARD if it doesn't say. */
export interface Stored {
  readonly storageClass?: StorageClass | undefined;
}

/**
 * Read the class an object is to be stored in.
 *
 * @returns `undefined` for STANDARD
 * @throws {S3Error} InvalidStorageClass
 */
export function readStorageClass(headers: ReadonlyMap<string, string>): StorageClass | undefined {
  const name = headers.get("x-amz-storage-class") ?? "STANDARD";
  const found = STORAGE_CLASSES.find((known) => known === name);
  if (found === undefined)
    throw new S3Error("InvalidStorageClass", undefined, {
      details: { StorageClassRequested: name.slice(0, 100) },
    });
  return found === "STANDARD" ? undefined : found;
}

/** The class as lists and attributes name it. */
export function storageClassOf({ storageClass = "STANDARD" }: Stored): StorageClass {
  return storageClass;
}

/**
 * Refuse to read what lies in an archive, as S3 does until it is restored.
 *
 * @throws {S3Error} InvalidObjectState
 */
export function checkNotArchived({ storageClass }: Stored): void {
  if (storageClass === undefined || !ARCHIVES.includes(storageClass)) return;
  throw new S3Error("InvalidObjectState", undefined, { details: { StorageClass: storageClass } });
}
