import { combineCrcs } from "@cloudapi/core/internal";
import type { Upload, UploadedPart } from "../store/records.ts";
import { CHECKSUM_BYTES, type Checksum, startChecksum } from "./checksum.ts";

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
  if (algorithm === "SHA1" || algorithm === "SHA256")
    throw new Error(`${algorithm} of a whole object can't be put together from its parts`);
  const crcs = digests.map((digest, i) => ({
    value: BigInt(`0x${digest.toString("hex")}`),
    sizeBytes: parts[i]?.size ?? 0,
  }));
  const hex = combineCrcs(algorithm, crcs).toString(16);
  const whole = Buffer.from(hex.padStart(CHECKSUM_BYTES[algorithm] * 2, "0"), "hex");
  return { algorithm, type, value: whole.toString("base64") };
}
