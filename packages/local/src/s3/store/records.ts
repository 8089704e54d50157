import type { Checksum, ChecksumAlgorithm, ChecksumType } from "../checksum/checksum.ts";
import type { CorsRule } from "../cors/cors-rule.ts";
import type { Encrypted } from "../encryption/customer-key.ts";
import type { ObjectOwnership } from "../objects/ownership.ts";
import type { Stored } from "../objects/storage-class.ts";
import type { XmlNode } from "../xml/write-xml.ts";

/** A run of bytes of a stored blob; an object's body is a list of them. */
export interface Segment {
  readonly blob: string;
  readonly offset: number;
  readonly length: number;
}

/** Headers an object is stored with and served with. */
export interface StoredHeaders {
  readonly [name: string]: string;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion extends Stored, Encrypted {
  /** `null` (the text) for what was written while versioning was not enabled. */
  readonly versionId: string;
  readonly deleteMarker: boolean;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly segments: readonly Segment[];
  /** Sizes and checksums of the parts of a multipart upload. */
  readonly parts: readonly PartSummary[] | undefined;
  readonly headers: StoredHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly checksum: Checksum | undefined;
}

export interface PartSummary {
  readonly partNumber: number;
  readonly size: number;
  /** Base64, of the object's checksum algorithm. */
  readonly checksum: string | undefined;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A multipart upload in progress. */
export interface Upload extends Stored, Encrypted {
  readonly uploadId: string;
  readonly key: string;
  readonly initiated: number;
  readonly headers: StoredHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly checksum: {
    readonly algorithm: ChecksumAlgorithm;
    readonly type: ChecksumType;
    readonly declared: boolean;
  };
  readonly parts: ReadonlyMap<number, UploadedPart>;
  /** Whether the key was deleted since the upload began. */
  readonly keyDeleted: boolean;
}

export interface UploadedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly size: number;
  readonly lastModified: number;
  readonly segments: readonly Segment[];
  /** Base64 checksums by algorithm: the upload's own, and the one the client sent if that is another. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/** What a bucket is set to; absent settings have S3's defaults. */
export interface BucketSettings {
  readonly versioning?: "Enabled" | "Suspended" | undefined;
  readonly encryption?: BucketEncryption | "deleted";
  readonly publicAccessBlock?: PublicAccessBlock | undefined;
  readonly objectOwnership?: ObjectOwnership | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly notifications?: NotificationConfiguration | undefined;
  readonly cors?: readonly CorsRule[] | undefined;
  readonly lifecycle?: LifecycleConfiguration | undefined;
  /** The JSON text, as it was put. */
  readonly policy?: string | undefined;
}

/** How a bucket encrypts, beside what it does anyway. */
export interface BucketEncryption {
  readonly bucketKeyEnabled: boolean;
  /** Whether objects with a customer's key are refused; they are not until it is said. */
  readonly blocked?: "SSE-C" | "NONE" | undefined;
}

/** The rules of a lifecycle, checked, as they are written back. */
export interface LifecycleConfiguration {
  readonly rules: readonly XmlNode[];
  readonly minimumSize: string;
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Where a bucket's events go. */
export interface NotificationConfiguration {
  readonly rules: readonly NotificationRule[];
  readonly eventBridge: boolean;
}

export interface NotificationRule {
  readonly id: string;
  readonly target: "lambda" | "queue" | "topic";
  readonly arn: string;
  /** As configured, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}
