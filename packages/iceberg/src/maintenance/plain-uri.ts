/** A place in the one spelling that is compared: programs write `s3a://` for `s3://`, and `file:/a` or `/a` for `file:///a`. */
export function plainUri(uri: string): string {
  if (uri.startsWith("/")) return `file://${uri}`;
  return uri.replace(/^s3[an]:\/\//, "s3://").replace(/^file:\/(?!\/)/, "file:///");
}
