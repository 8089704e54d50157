import type { Upload, UploadedPart } from "../store/records.ts";
import { type Checksum, startChecksum } from "./checksum.ts";
import { combineCrc, type LinearCrc } from "./combine-crc.ts";

/** The checksum of an object made of parts: of the parts' checksums, or put together for the whole. */
export function assembleChecksum(
  choice: Upload["checksum"],
  parts: readonly UploadedPart[],
): Checksum {
  const { algorithm, type } = choice;
  const digests = parts.map((part) => Buffer.from(part.checksums[algorithm] ?? "", "base64"));
  if (type === "COMPOSITE") {
    const whole = startChecksum(algorithm);
    whole.update(Buffer.concat(digests));
    return { algorithm, type, value: `${whole.digest().toString("base64")}-${parts.length}` };
  }
  const combined = digests
    .map((digest, i) => ({ crc: BigInt(`0x${digest.toString("hex")}`), size: parts[i]?.size ?? 0 }))
    .reduce((a, b) => ({
      crc: combineCrc(algorithm as LinearCrc, a.crc, b.crc, b.size),
      size: a.size + b.size,
    }));
  const hex = combined.crc.toString(16).padStart((digests[0]?.length ?? 0) * 2, "0");
  return { algorithm, type, value: Buffer.from(hex, "hex").toString("base64") };
}
