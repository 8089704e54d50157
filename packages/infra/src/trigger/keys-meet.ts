/** Which keys a notification is for: all where both are empty. */
export interface KeyFilter {
  readonly prefix: string;
  readonly suffix: string;
}

/** Whether two filters can be for the same key, which S3 does not allow of notifications of the same event. */
export function keysMeet(a: KeyFilter, b: KeyFilter): boolean {
  const prefixesMeet = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixesMeet = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return prefixesMeet && suffixesMeet;
}
