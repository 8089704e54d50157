import { randomBytes } from "node:crypto";
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  parseChecksumAlgorithm,
} from "../checksum/checksum.ts";
import { encryptionHeaders } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { readDescription } from "../objects/object-headers.ts";
import { S3Error } from "../s3-error.ts";
import type { Upload } from "../store/records.ts";

/** CreateMultipartUpload. */
export async function createMultipartUpload(exchange: Exchange): Promise<void> {
  const { bucket, key, headers, services, store } = exchange;
  const upload: Upload = {
    ...readDescription(headers, bucket),
    uploadId: randomBytes(48).toString("base64url"),
    key,
    initiated: services.now(),
    checksum: readChecksumChoice(headers),
    parts: new Map(),
    keyDeleted: false,
  };
  await store.setUpload(bucket, upload);
  const { algorithm, type, declared } = upload.checksum;
  exchange.sendXml(
    "InitiateMultipartUploadResult",
    { Bucket: bucket.name, Key: key, UploadId: upload.uploadId },
    {
      ...(declared ? { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": type } : {}),
      ...encryptionHeaders(upload),
    },
  );
}

/** The checksum an upload will have: as asked for, or CRC-64/NVME over the whole. */
function readChecksumChoice(headers: ReadonlyMap<string, string>): Upload["checksum"] {
  const name = headers.get("x-amz-checksum-algorithm");
  const typeName = headers.get("x-amz-checksum-type");
  if (name === undefined) {
    if (typeName !== undefined) {
      throw new S3Error(
        "InvalidRequest",
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
      );
    }
    return { algorithm: "CRC64NVME", type: "FULL_OBJECT", declared: false };
  }
  const algorithm = parseChecksumAlgorithm(name);
  if (algorithm === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  }
  return { algorithm, type: readType(algorithm, typeName), declared: true };
}

function readType(algorithm: ChecksumAlgorithm, text: string | undefined): ChecksumType {
  const usual = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  const type = text?.toUpperCase() ?? usual;
  if (type !== "FULL_OBJECT" && type !== "COMPOSITE") {
    throw new S3Error("InvalidRequest", "Value for x-amz-checksum-type header is invalid.");
  }
  const impossible =
    type === "FULL_OBJECT" ? algorithm.startsWith("SHA") : algorithm === "CRC64NVME";
  if (impossible) {
    throw new S3Error(
      "InvalidRequest",
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return type;
}
