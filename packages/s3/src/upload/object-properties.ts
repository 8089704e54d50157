import { type StorageClass, StorageClass as StorageClasses } from "@aws-sdk/client-s3";
import { checkHeaderText, checkMetadata } from "../internal/check-headers.ts";
import { checkEncryption, type Encryption } from "../internal/encryption.ts";

/** What is stored with an object beside its bytes. */
export interface ObjectProperties {
  /** Default: guessed from the extension, else `application/octet-stream`. */
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly cacheControl?: string | undefined;
  /** Names and values, at most 2 KB together, printable ASCII; S3 keeps the names in lower case. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly storageClass?: StorageClass | undefined;
  /** Default: the bucket's own. */
  readonly encryption?: Encryption | undefined;
}

export const OBJECT_PROPERTIES = [
  "contentType",
  "contentEncoding",
  "contentDisposition",
  "cacheControl",
  "metadata",
  "storageClass",
  "encryption",
] as const satisfies readonly (keyof ObjectProperties)[];

const HEADERS = ["contentType", "contentEncoding", "contentDisposition", "cacheControl"] as const;

/** Refuse properties that no object can have. */
export function checkObjectProperties(what: string, properties: ObjectProperties): void {
  for (const name of HEADERS) {
    if (properties[name] !== undefined) checkHeaderText(what, name, properties[name]);
  }
  if (properties.metadata !== undefined) checkMetadata(what, properties.metadata);
  const { storageClass } = properties;
  if (storageClass !== undefined && !Object.hasOwn(StorageClasses, storageClass)) {
    throw new TypeError(
      `${what}: storageClass must be one of ${Object.keys(StorageClasses).join(", ")}, not "${storageClass}".`,
    );
  }
  checkEncryption(what, properties.encryption);
}

/** The properties as PutObject and CreateMultipartUpload take them. */
export type PutProperties = ReturnType<typeof toPutProperties>;

/** The same, as the properties of PutObject and CreateMultipartUpload. */
export function toPutProperties({ encryption, metadata, ...properties }: ObjectProperties) {
  return {
    ContentType: properties.contentType,
    ContentEncoding: properties.contentEncoding,
    ContentDisposition: properties.contentDisposition,
    CacheControl: properties.cacheControl,
    StorageClass: properties.storageClass,
    Metadata: metadata === undefined ? undefined : { ...metadata },
    ...toEncryptionProperties(encryption),
  };
}

function toEncryptionProperties(encryption: Encryption | undefined) {
  if (encryption === undefined) return {};
  if (encryption === "AES256") return { ServerSideEncryption: "AES256" as const };
  return { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: encryption.kmsKeyId };
}
