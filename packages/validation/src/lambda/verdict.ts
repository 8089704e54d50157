import { createHash } from "node:crypto";
import type { Finding, RecordFormat } from "@cloudapi/core/records";
import type { ValidationReport } from "../validation-report.ts";
import type { ObjectEvent } from "./object-event.ts";

/** Where the validator writes: verdicts under `<prefix>verdicts/`, rejected rows under `<prefix>rows/`. */
export interface QuarantinePlace {
  readonly bucket: string;
  /** Ends in a slash. */
  readonly prefix: string;
}

/** The object a verdict is about, pinned to one state of it. */
export interface ValidatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  /** Without quotes. */
  readonly etag: string | undefined;
}

/** What the validator found in one object; the verdict object holds it as JSON. No row contents. */
export interface Verdict {
  readonly version: 1;
  readonly dataset: string;
  readonly contractHash: string;
  readonly object: ValidatedObject & { readonly sequencer?: string };
  readonly valid: boolean;
  readonly format: RecordFormat;
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** The first rejected rows: where, and which fields broke which rule. */
  readonly rejections: readonly { readonly line: number; readonly byteOffset: number; readonly issues: readonly { readonly code: string; readonly path: readonly (string | number)[] }[] }[];
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly unknownFields: Readonly<Record<string, number>>;
  readonly timestampsTruncated: number;
  /** Key of the rejected rows in the same bucket, when there are any. */
  readonly quarantineKey: string | undefined;
  /** `pending` until the alert was sent; a rerun that finds it pending sends it. */
  readonly alert: "none" | "pending" | "sent";
}

const MAX_REJECTIONS = 20;

/**
 * The key of an object's verdict; the same for every event about the same version of it.
 *
 * @example
 * ```ts
 * import { verdictKey } from "@cloudapi/validation/lambda";
 *
 * const key = verdictKey("quarantine/", { bucket: "raw", key: "a.csv", versionId: undefined, etag: "0123" });
 * console.log(key); // => "quarantine/verdicts/raw/a.csv/0123.json"
 * ```
 */
export function verdictKey(prefix: string, object: ValidatedObject): string {
  return `${prefix}verdicts/${placeOf(object)}.json`;
}

/** The key of an object's rejected rows. */
export function rowsKey(prefix: string, object: ValidatedObject): string {
  return `${prefix}rows/${placeOf(object)}.ndjson`;
}

const MAX_KEY_BYTES = 700;

function placeOf({ bucket, key, versionId, etag }: ValidatedObject): string {
  const readable = Buffer.byteLength(key) <= MAX_KEY_BYTES && !/(^|\/)\.{0,2}(\/|$)/.test(key);
  const name = readable ? key : `hashed/${createHash("sha256").update(key).digest("hex")}`;
  return `${bucket}/${name}/${versionId ?? etag ?? "current"}`;
}

/** The verdict on an object from the report of its validation. */
export function verdictOf(
  event: ObjectEvent,
  object: ValidatedObject,
  report: ValidationReport,
  outcome: { readonly quarantineKey: string | undefined; readonly alert: Verdict["alert"] },
): Verdict {
  const { valid, format, rowsIn, rowsValid, rowsRejected, rejectedByCode, problems, warnings, unknownFields } = report;
  return {
    version: 1,
    dataset: report.dataset,
    contractHash: report.contractHash,
    object: { ...object, ...(event.sequencer === undefined ? {} : { sequencer: event.sequencer }) },
    valid, format, rowsIn, rowsValid, rowsRejected, rejectedByCode,
    rejections: report.rejections.slice(0, MAX_REJECTIONS).map(({ line, byteOffset, issues }) => ({
      line, byteOffset, issues: issues.slice(0, 10).map(({ code, path }) => ({ code, path })),
    })),
    problems, warnings, unknownFields,
    timestampsTruncated: report.timestampsTruncated,
    ...outcome,
  };
}
