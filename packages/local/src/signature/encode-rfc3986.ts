/** Percent-encode every UTF-8 byte but the unreserved ones of RFC 3986, as AWS signatures want it. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same for a path: slashes stay. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeRfc3986).join("/");
}
