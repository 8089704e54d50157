import type { Encryption } from "../internal/encryption.ts";

/** How the bucket shall be. `false` leaves a setting as it is; nothing is ever turned off. */
export interface EnsureBucketInput {
  readonly bucket: string;
  /** Keep every version of an object. Default true. */
  readonly versioning?: boolean | undefined;
  /** Default encryption of new objects. Default: any; `"AES256"` is set where there is none. */
  readonly encryption?: Encryption | false | undefined;
  /** Block public access in all four ways. Default true. */
  readonly blockPublicAccess?: boolean | undefined;
  /** The bucket's owner owns every object, and ACLs are off (`BucketOwnerEnforced`). Default true. */
  readonly ownerEnforced?: boolean | undefined;
  /** The 12-digit id of the account that must own the bucket. Default: the caller's. */
  readonly expectedBucketOwner?: string | undefined;
}
