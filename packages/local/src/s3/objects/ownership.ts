/** Who owns the objects of a bucket, in S3's words. */
export const OWNERSHIPS = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const;
export type ObjectOwnership = (typeof OWNERSHIPS)[number];

export function isOwnership(text: string): text is ObjectOwnership {
  return (OWNERSHIPS as readonly string[]).includes(text);
}
