import { PutObjectCommand } from "@aws-sdk/client-s3";
import { startCrc } from "../checksum/crc.ts";
import type { ObjectChecksum } from "../checksum/object-checksum.ts";
import { quoteEtag } from "../internal/conditions.ts";
import { request } from "../internal/request.ts";
import { findOwnWrite } from "./find-own-write.ts";
import { refusedEarly } from "./refused-early.ts";
import {
  crc32Checksum,
  placeOf,
  type StoredObject,
  storedObject,
  type UploadJob,
} from "./upload-job.ts";

/** Upload a file in one request. */
export async function putWhole(job: UploadJob): Promise<StoredObject> {
  const body = Buffer.allocUnsafe(job.file.sizeBytes);
  await job.file.fill(body, 0);
  await job.file.assertUnchanged();
  const crc = startCrc("CRC32");
  crc.update(body);
  const checksum = crc32Checksum(await crc.value());
  const stored = await put(job, body, checksum);
  job.progress.add(body.length);
  return stored;
}

async function put(job: UploadJob, body: Buffer, checksum: ObjectChecksum): Promise<StoredObject> {
  const place = placeOf(job, "PutObject");
  const { bucket, key } = job.target;
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentLength: body.length,
    ChecksumAlgorithm: "CRC32",
    ChecksumCRC32: checksum.value,
    IfNoneMatch: job.conditions.ifNoneMatch,
    IfMatch: quoteEtag(job.conditions.ifMatch),
    ...job.properties,
  });
  try {
    const output = await request(place, job.signal, (options) => job.s3.send(command, options));
    return storedObject(output, checksum, place);
  } catch (error) {
    const own = await findOwnWrite(job, error, checksum);
    if (own === undefined) throw await refusedEarly(job, error);
    return own;
  }
}
