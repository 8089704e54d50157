/** What a data pipeline stores, and what a bucket serves to browsers. Everything else is given by the caller. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  avro: "application/avro",
  bz2: "application/x-bzip2",
  css: "text/css; charset=utf-8",
  csv: "text/csv",
  gif: "image/gif",
  gz: "application/gzip",
  htm: "text/html; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/vnd.microsoft.icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  jsonl: "application/x-ndjson",
  log: "text/plain",
  md: "text/markdown",
  mjs: "text/javascript; charset=utf-8",
  ndjson: "application/x-ndjson",
  orc: "application/vnd.apache.orc",
  parquet: "application/vnd.apache.parquet",
  pdf: "application/pdf",
  png: "image/png",
  sql: "application/sql",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  wasm: "application/wasm",
  webp: "image/webp",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  zip: "application/zip",
  zst: "application/zstd",
};

/** The content type that a file name's extension stands for; `application/octet-stream` where none is known. */
export function guessContentType(fileName: string): string {
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(CONTENT_TYPES, extension)
    ? (CONTENT_TYPES[extension] as string)
    : "application/octet-stream";
}
