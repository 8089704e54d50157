import { PutObjectCommand } from "@aws-sdk/client-s3";
import { crc32Of } from "../../checksum/crc32.ts";
import { patiently } from "../../request/patiently.ts";
import { finishWrite } from "./finish-write.ts";
import type { StoredObject } from "./stored-object.ts";
import { conditionsOf, objectOf, type UploadTarget } from "./upload-target.ts";

/** Store an object in one request. */
export async function putObject(target: UploadTarget, body: Uint8Array): Promise<StoredObject> {
  const content = { sizeBytes: body.length, checksum: await crc32Of(body) };
  const command = new PutObjectCommand({
    ...objectOf(target),
    ...conditionsOf(target),
    ...target.properties,
    Body: body,
    ContentLength: body.length,
    ChecksumAlgorithm: "CRC32",
    ChecksumCRC32: content.checksum.value,
  });
  return finishWrite(target, { operation: "PutObject" }, content, () =>
    patiently(target.signal, (options) => target.s3.send(command, options)),
  );
}
