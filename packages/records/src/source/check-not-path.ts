const EXTENSION =
  /\.(?:jsonl?|ndjson|csv|tsv|psv|txt|log|md|parquet|avro|orc|xml|html?|xlsx?|gz|gzip|zip|zst|bz2|xz|tar|tgz)$/i;
const URI = /^([a-z][a-z0-9+.-]+):\/\/\S+$/i;
const PATH =
  /^(?:\.{0,2}\/|~\/|[a-z]:\\|\\\\)?[^\s/\\]+(?:[/\\][^\s/\\]+)+$|^(?:\.{0,2}\/|~\/|[a-z]:\\)\S+$/i;
const MOST_LENGTH = 4096;

/**
 * Refuse a text that is a file's name where its content is meant: one line, no cells, no brackets, and the look of a
 * path or an address.
 *
 * @throws {TypeError} that says what to pass instead
 */
export function checkNotPath(text: string): void {
  if (text.length > MOST_LENGTH || /[\r\n\t,;|"{[]/.test(text)) return;
  const scheme = URI.exec(text)?.[1];
  if (scheme === undefined && !EXTENSION.test(text) && !PATH.test(text)) return;
  throw new TypeError(
    `The source is the text ${JSON.stringify(text)} itself, which looks like ${scheme === undefined ? "a path" : "an address"} and holds no record. ${adviceFor(text, scheme?.toLowerCase())}`,
  );
}

function adviceFor(text: string, scheme: string | undefined): string {
  const shown = JSON.stringify(text);
  if (scheme === "s3") {
    const [, bucket = "", key = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/i.exec(text) ?? [];
    return `To read an object, pass s3Source(s3, { bucket: ${JSON.stringify(bucket)}, key: ${JSON.stringify(key || "…")} }) of @cloudapi/transform/s3.`;
  }
  if (scheme === "http" || scheme === "https")
    return `To read what it returns, pass (await fetch(${shown})).body.`;
  if (scheme === "file") return `To read the file, pass createReadStream(new URL(${shown})).`;
  if (scheme !== undefined)
    return "To read what is there, pass its bytes as a stream: its client gives one.";
  return `To read a file, pass createReadStream(${shown}), or fileSource(${shown}) of @cloudapi/transform.`;
}
