import type { Exchange } from "../exchange.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import {
  child,
  childFlag,
  children,
  childText,
  expectOnly,
  expectRoot,
  requiredChild,
} from "../xml/read-element.ts";
import { updateSettings } from "./update-settings.ts";

const KNOWN = [
  "ApplyServerSideEncryptionByDefault",
  "BucketKeyEnabled",
  "BlockedEncryptionTypes",
] as const;

/** PutBucketEncryption: SSE-S3, which every bucket has anyway, and whether customer keys are taken. */
export async function putBucketEncryption(exchange: Exchange): Promise<void> {
  const root = await exchange.xmlBody();
  expectRoot(root, "ServerSideEncryptionConfiguration");
  expectOnly(root, ["Rule"]);
  const rule = requiredChild(root, "Rule");
  const stranger = rule.children.find(({ name }) => !KNOWN.some((known) => known === name));
  if (stranger !== undefined) throw notImplemented(`<${stranger.name}> of PutBucketEncryption`);
  const blocked = readBlocked(child(rule, "BlockedEncryptionTypes"));
  const byDefault = child(rule, "ApplyServerSideEncryptionByDefault");
  if (byDefault !== undefined) checkDefault(byDefault);
  else if (blocked === undefined)
    throw malformed("<Rule> lacks <ApplyServerSideEncryptionByDefault>");
  await updateSettings(exchange, {
    encryption: { bucketKeyEnabled: childFlag(rule, "BucketKeyEnabled"), blocked },
  });
}

function checkDefault(byDefault: XmlElement): void {
  const algorithm = childText(byDefault, "SSEAlgorithm")?.trim();
  if (algorithm !== "AES256")
    throw notImplemented(`the default encryption "${algorithm ?? ""}" (only AES256)`);
  if (childText(byDefault, "KMSMasterKeyID") !== undefined) {
    throw new S3Error(
      "InvalidArgument",
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    );
  }
}

function readBlocked(element: XmlElement | undefined): "SSE-C" | "NONE" | undefined {
  if (element === undefined) return undefined;
  expectOnly(element, ["EncryptionType"]);
  const [type, ...more] = children(element, "EncryptionType").map(({ text }) => text.trim());
  if ((type !== "SSE-C" && type !== "NONE") || more.length > 0)
    throw malformed("<EncryptionType> is neither SSE-C nor NONE");
  return type;
}

/** GetBucketEncryption: the default of S3 until it is set, and nothing once it was deleted. */
export function getBucketEncryption(exchange: Exchange): void {
  const { encryption } = exchange.bucket.settings;
  if (encryption === "deleted") {
    exchange.sendXml("ServerSideEncryptionConfiguration", {});
    return;
  }
  const blocked = encryption?.blocked;
  exchange.sendXml("ServerSideEncryptionConfiguration", {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
      BucketKeyEnabled: encryption?.bucketKeyEnabled ?? false,
      BlockedEncryptionTypes: blocked === undefined ? undefined : { EncryptionType: blocked },
    },
  });
}

/** DeleteBucketEncryption: objects are encrypted with SSE-S3 all the same. */
export async function deleteBucketEncryption(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { encryption: "deleted" }, 204);
}
