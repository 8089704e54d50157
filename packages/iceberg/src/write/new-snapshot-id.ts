import { randomBytes } from "node:crypto";

/** An id for a snapshot: positive, with 63 bits. */
export function newSnapshotId(): bigint {
  return randomBytes(8).readBigUInt64BE() >> 1n;
}
