import { isUtf8 } from "node:buffer";
import * as z from "zod";
import { CHECKSUM_ALGORITHMS } from "../checksum/checksum.ts";
import { STORAGE_CLASSES } from "../objects/storage-class.ts";
import type { BucketSettings, ObjectVersion, Upload, UploadedPart } from "./records.ts";

/** One change of the store's state; a later entry about the same thing replaces an earlier one. */
export type JournalEntry =
  | { readonly op: "opened"; readonly process: number }
  | {
      readonly op: "bucket";
      readonly bucket: string;
      readonly createdAt: number;
      readonly settings: BucketSettings;
    }
  | { readonly op: "bucket-removed"; readonly bucket: string }
  | {
      readonly op: "versions";
      readonly bucket: string;
      readonly key: string;
      readonly versions: readonly ObjectVersion[];
    }
  | { readonly op: "upload"; readonly bucket: string; readonly upload: StoredUpload }
  | { readonly op: "upload-removed"; readonly bucket: string; readonly uploadId: string };

/** An upload with its parts as a list, for JSON. */
export type StoredUpload = Omit<Upload, "parts"> & { readonly parts: readonly UploadedPart[] };

/** Names of blobs become file names: nothing else than what this store gives out. */
const segment = z.object({ blob: z.uuid(), offset: z.int().min(0), length: z.int().min(0) });
const segments = z.array(segment);
const texts = z.record(z.string(), z.string());
const algorithm = z.enum(CHECKSUM_ALGORITHMS);
const checksumType = z.enum(["FULL_OBJECT", "COMPOSITE"]);
const described = {
  headers: texts,
  metadata: texts,
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
};

const kept = {
  storageClass: z.enum(STORAGE_CLASSES).optional(),
  customerKeyMd5: z.string().optional(),
};

const version = z.looseObject({
  ...described,
  ...kept,
  versionId: z.string(),
  deleteMarker: z.boolean(),
  lastModified: z.number(),
  etag: z.string(),
  size: z.int().min(0),
  segments,
  parts: z.array(z.looseObject({ partNumber: z.int(), size: z.int().min(0) })).optional(),
  checksum: z.object({ algorithm, type: checksumType, value: z.string() }).optional(),
});

const upload = z.looseObject({
  ...described,
  ...kept,
  uploadId: z.string(),
  key: z.string(),
  initiated: z.number(),
  checksum: z.object({ algorithm, type: checksumType, declared: z.boolean() }),
  parts: z.array(
    z.looseObject({
      partNumber: z.int(),
      etag: z.string(),
      size: z.int().min(0),
      lastModified: z.number(),
      segments,
      checksums: z.partialRecord(algorithm, z.string()),
    }),
  ),
  keyDeleted: z.boolean(),
});

const bucket = z.string();
const entry = z.discriminatedUnion("op", [
  z.object({ op: z.literal("opened"), process: z.int() }),
  z.object({
    op: z.literal("bucket"),
    bucket,
    createdAt: z.number(),
    settings: z.looseObject({}),
  }),
  z.object({ op: z.literal("bucket-removed"), bucket }),
  z.object({ op: z.literal("versions"), bucket, key: z.string(), versions: z.array(version) }),
  z.object({ op: z.literal("upload"), bucket, upload }),
  z.object({ op: z.literal("upload-removed"), bucket, uploadId: z.string() }),
]);

/** Read a line of the journal; `undefined` when it is not an entry. */
export function parseEntry(line: Buffer): JournalEntry | undefined {
  if (!isUtf8(line)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
  return isEntry(value) ? value : undefined;
}

/** The value itself is kept, as it was written; the schema only judges it. */
function isEntry(value: unknown): value is JournalEntry {
  return entry.safeParse(value).success;
}
