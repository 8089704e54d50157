import { pipeline } from "node:stream/promises";
import { expectDigests } from "../body/expected-digests.ts";
import { checkDigests } from "../body/store-body.ts";
import type { Checksum } from "../checksum/checksum.ts";
import { checkCustomerKey } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { describeVersion } from "../objects/object-headers.ts";
import { type ByteRange, parseRange } from "../objects/parse-range.ts";
import { checkReadConditions } from "../objects/read-conditions.ts";
import { checkNotArchived } from "../objects/storage-class.ts";
import { readableVersion } from "../objects/versions.ts";
import { matchesEtag } from "../objects/write-conditions.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion } from "../store/records.ts";

/** Response headers a signed request may set, by query parameter. */
const OVERRIDES: Readonly<Record<string, string>> = {
  "response-cache-control": "cache-control",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
  "response-content-language": "content-language",
  "response-content-type": "content-type",
  "response-expires": "expires",
};

/** Query parameters of GetObject and HeadObject. */
export const READ_QUERY = ["versionId", "partNumber", ...Object.keys(OVERRIDES)];

/** GetObject and HeadObject: the same answer, with and without its body. */
export async function getObject(exchange: Exchange): Promise<void> {
  const { bucket, key, headers, query } = exchange;
  // The AWS SDK for Java sends the checksum of the body that a GetObject does not have.
  checkDigests(expectDigests(headers), Buffer.alloc(0));
  const version = readableVersion(bucket, key, query.get("versionId"), exchange.method);
  checkReadConditions(headers, version);
  checkCustomerKey(version, headers);
  if (exchange.method !== "HEAD") checkNotArchived(version);
  const part = selectPart(exchange, version);
  const range = part?.range ?? parseRange(honouredRange(headers, version), version.size);
  const { start, end } = range ?? { start: 0, end: version.size };
  const wantsChecksum = headers.get("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
  exchange.writeHead(range === undefined ? 200 : 206, {
    ...describeVersion(
      version,
      bucket,
      wantsChecksum ? checksumOf(version, { start, end }, part?.index) : undefined,
    ),
    ...overrides(query),
    "content-length": String(end - start),
    "content-range": range && `bytes ${start}-${end - 1}/${version.size}`,
    "x-amz-mp-parts-count": part && version.parts ? String(version.parts.length) : undefined,
  });
  if (exchange.method === "HEAD") {
    exchange.response.end();
    return;
  }
  await sendBytes(exchange, version, start, end);
}

/** A range counts only while the object is the one If-Range names. */
function honouredRange(
  headers: ReadonlyMap<string, string>,
  version: ObjectVersion,
): string | undefined {
  const ifRange = headers.get("if-range");
  if (ifRange === undefined) return headers.get("range");
  const same = ifRange.includes('"')
    ? !ifRange.startsWith("W/") && matchesEtag(ifRange, version.etag)
    : Date.parse(ifRange) === Math.floor(version.lastModified / 1000) * 1000;
  return same ? headers.get("range") : undefined;
}

/**
 * The checksum of the bytes that are sent, if it is known: the object's own, or that of a part whose checksum is kept as
 * one of a composite.
 */
function checksumOf(
  { checksum, parts, size }: ObjectVersion,
  { start, end }: ByteRange,
  partIndex: number | undefined,
): Checksum | undefined {
  const part = partIndex === undefined ? undefined : parts?.[partIndex];
  if (checksum?.type === "COMPOSITE" && part !== undefined)
    return part.checksum === undefined ? undefined : { ...checksum, value: part.checksum };
  return start === 0 && end === size ? checksum : undefined;
}

interface SelectedPart {
  /** From 0. */
  readonly index: number;
  readonly range: ByteRange;
}

function selectPart(
  { query, headers }: Exchange,
  version: ObjectVersion,
): SelectedPart | undefined {
  const text = query.get("partNumber");
  if (text === undefined) return undefined;
  if (headers.has("range")) {
    throw new S3Error(
      "InvalidRequest",
      "Cannot specify both Range header and partNumber query parameter",
    );
  }
  const wanted = Number(text);
  if (!/^\d+$/.test(text) || wanted < 1 || wanted > 10_000) {
    throw new S3Error(
      "InvalidArgument",
      "Part number must be an integer between 1 and 10000, inclusive",
      {
        details: { ArgumentName: "partNumber", ArgumentValue: text.slice(0, 100) },
      },
    );
  }
  const parts = version.parts ?? [{ size: version.size }];
  const part = parts[wanted - 1];
  if (part === undefined)
    throw new S3Error("InvalidPartNumber", undefined, {
      details: { PartNumberRequested: text, ActualPartCount: String(parts.length) },
    });
  const start = parts.slice(0, wanted - 1).reduce((sum, { size }) => sum + size, 0);
  return { index: wanted - 1, range: { start, end: start + part.size } };
}

function overrides(query: ReadonlyMap<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [parameter, header] of Object.entries(OVERRIDES)) {
    const value = query.get(parameter);
    if (value !== undefined) headers[header] = value;
  }
  return headers;
}

async function sendBytes(
  exchange: Exchange,
  version: ObjectVersion,
  start: number,
  end: number,
): Promise<void> {
  const { response, store } = exchange;
  try {
    await pipeline(store.blobs.read(version.segments, start, end), response);
  } catch (error) {
    // A client that goes away is not our fault.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}
