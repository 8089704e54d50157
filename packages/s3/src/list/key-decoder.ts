/**
 * How to read the keys of a listing that was asked for with `EncodingType: "url"`.
 *
 * Without the encoding, XML loses keys with control characters and changes line ends. A space may come as `+`, as in
 * a form. A server that does not say it encoded (versitygw) sent the keys as they are.
 */
export function keyDecoder(encodingType: string | undefined): (encoded: string) => string {
  return encodingType === "url" ? decodeFormText : (key) => key;
}

function decodeFormText(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", "%20"));
  } catch {
    return encoded;
  }
}
