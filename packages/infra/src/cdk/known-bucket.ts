/** A bucket that is known by its name, of this stack or of another one. */
export interface KnownBucket {
  readonly bucketName: string;
  /** The key that its objects are under, where it has one of its own. */
  readonly encryptionKey: { readonly keyArn: string } | undefined;
}
