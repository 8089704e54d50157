/** What the first bytes of a source are. */
export type Content =
  | { readonly kind: "text"; readonly bomBytes: 0 | 3 }
  | { readonly kind: "gzip"; readonly name: string; readonly advice: string }
  | {
      readonly kind: "encoding";
      readonly name: string;
      readonly advice: string;
      /** Bytes of the mark that says so; 0 when it is told by other bytes. */
      readonly bomBytes: number;
    }
  | { readonly kind: "format"; readonly name: string; readonly advice: string };

const CONVERT = "Convert it to UTF-8 first, for example with iconv.";
const DECOMPRESS = "Decompress it first, or compress it with gzip, which is read as it is.";
const EXPORT = "Export it as CSV or JSON Lines.";
const ROWS = "Give transform parquetFormat() or avroFormat(), or export JSON Lines.";

/** Name, advice, the bytes a file starts with, and what must be right of its next ones where text may start so. */
type Format = readonly [
  name: string,
  advice: string,
  magic: string,
  isRight?: (head: Uint8Array) => boolean,
];

/** The first bytes, of which there are 16 at most, are hexadecimal. */
const BINARY_FORMATS: readonly Format[] = [
  ["a zstd archive", DECOMPRESS, "28b52ffd"],
  ["an xz archive", DECOMPRESS, "fd377a585a00"],
  ["an lz4 archive", DECOMPRESS, "04224d18", ([, , , , flags = 0x40]) => flags >> 6 === 1],
  ["a snappy archive", DECOMPRESS, "ff060000734e6150"],
  ["a compress (.Z) archive", DECOMPRESS, "1f9d"],
  ["a 7-Zip archive", DECOMPRESS, "377abcaf271c"],
  ["a RAR archive", DECOMPRESS, "526172211a07", (head) => (head[6] ?? 0) < 2],
  ["a zip archive", DECOMPRESS, "504b0304", isZipEntry],
  ["an empty zip archive", DECOMPRESS, "504b050600000000"],
  ["an old Excel workbook or another Office file", EXPORT, "d0cf11e0a1b11ae1"],
  [
    "an Avro file",
    ROWS,
    "4f626a01",
    (head) => head.length < 64 || latin1(head, 0, 4096).includes("avro."),
  ],
  ["an Arrow file", EXPORT, "4152524f57310000"],
  ["a Hadoop sequence file", EXPORT, "53455106"],
  ["an SQLite database", EXPORT, "53514c69746520666f726d6174203300"],
  ["an HDF5 file", EXPORT, "894844460d0a1a0a"],
  ["a PNG image", EXPORT, "89504e470d0a1a0a"],
  ["a JPEG image", EXPORT, "ffd8ff"],
  ["a Java object stream", EXPORT, "aced0005"],
];

/** The same for formats whose first bytes are letters: they count only when what follows is not text. */
const LETTERED_FORMATS: readonly Format[] = [
  ["a Parquet file", ROWS, "PAR1"],
  ["an encrypted Parquet file", EXPORT, "PARE"],
  ["an ORC file", EXPORT, "ORC"],
  ["a bzip2 archive", DECOMPRESS, "BZh", isBzip2],
  ["a PDF document", EXPORT, "%PDF-", (head) => /\d/.test(latin1(head, 5, 6))],
  ["an lzip archive", DECOMPRESS, "LZIP", ([, , , , version = 1]) => version <= 1],
];

const ENCODINGS: readonly (readonly [name: string, bom: string])[] = [
  ["UTF-32LE", "fffe0000"],
  ["UTF-32BE", "0000feff"],
  ["UTF-16LE", "fffe"],
  ["UTF-16BE", "feff"],
  ["UTF-EBCDIC", "dd736673"],
  ["GB18030", "84319533"],
  ["SCSU", "0efeff"],
];

/** Tell by its first bytes (64 KiB are plenty) whether a source is UTF-8 text, gzip, or something that is refused by name. */
export function sniffContent(head: Uint8Array): Content {
  // No format has more bytes that are looked at first.
  const start = Buffer.from(head.subarray(0, 16)).toString("hex");
  if (start.startsWith("1f8b"))
    return {
      kind: "gzip",
      name: "another layer of gzip data",
      advice: "Decompress it once first.",
    };
  if (start.startsWith("efbbbf")) return { kind: "text", bomBytes: 3 };
  return (
    binaryFormat(head, start) ??
    letteredFormat(head) ??
    encoding(head, start) ??
    markup(head) ?? { kind: "text", bomBytes: 0 }
  );
}

/** @param start the first bytes, as hexadecimal digits */
function binaryFormat(head: Uint8Array, start: string): Content | undefined {
  const found = BINARY_FORMATS.find(
    ([, , magic, isRight]) => start.startsWith(magic) && isRight?.(head) !== false,
  );
  if (found === undefined) return isTar(head) ? format("a tar archive", DECOMPRESS) : undefined;
  const [name, advice] = found;
  return name === "a zip archive" && isOffice(head)
    ? format("an Excel workbook (.xlsx) or another Office file", EXPORT)
    : format(name, advice);
}

/** A local file header asks for a version up to 6.3, and names a compression method. */
function isZipEntry(head: Uint8Array): boolean {
  const [version = 0, method = 0, methodHigh = 0] = [head[4], head[8], head[9]];
  return version <= 63 && (method <= 20 || method >= 92) && methodHigh === 0;
}

function isBzip2(head: Uint8Array): boolean {
  const block = Buffer.from(head.subarray(4, 10)).toString("hex");
  return /[1-9]/.test(latin1(head, 3, 4)) && /^(?:314159265359|177245385090)$/.test(block);
}

/** The first header's sum is that of its bytes, those of the sum itself taken as spaces. */
function isTar(head: Uint8Array): boolean {
  if (latin1(head, 257, 262) !== "ustar") return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += head[at] ?? 0;
  return Number.parseInt(latin1(head, 148, 156), 8) === sum;
}

function isOffice(head: Uint8Array): boolean {
  return /\[Content_Types\]\.xml|_rels\/|xl\/|word\/|docProps\/|mimetypeapplication\/vnd\.oasis/.test(
    latin1(head, 0, 4096),
  );
}

function letteredFormat(head: Uint8Array): Content | undefined {
  const start = latin1(head, 0, 8);
  const found = LETTERED_FORMATS.find(([, , magic]) => start.startsWith(magic));
  if (found === undefined) return undefined;
  const [name, advice, , isRight = hasControlBytes] = found;
  return isRight(head) ? format(name, advice) : undefined;
}

function hasControlBytes(head: Uint8Array): boolean {
  return head
    .subarray(0, 64)
    .some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function encoding(head: Uint8Array, start: string): Content | undefined {
  const [name, bom] = ENCODINGS.find((encoding) => start.startsWith(encoding[1])) ?? [
    encodingByZeros(head.subarray(0, 512)),
    "",
  ];
  return name === undefined
    ? undefined
    : { kind: "encoding", name, advice: CONVERT, bomBytes: bom.length / 2 };
}

/** Text of mostly Latin letters in UTF-16 or UTF-32 without a byte order mark: zero bytes in regular places, and no line of its own. */
function encodingByZeros(head: Uint8Array): string | undefined {
  if (head.length < 4 || !head.includes(0)) return undefined;
  if (zeroShare(head, 4, [1, 2, 3]) === 1 && zeroShare(head, 4, [0]) === 0) return "UTF-32LE";
  if (zeroShare(head, 4, [0, 1, 2]) === 1 && zeroShare(head, 4, [3]) === 0) return "UTF-32BE";
  if (zeroShare(head, 2, [1]) >= 0.7 && zeroShare(head, 2, [0]) === 0) return "UTF-16LE";
  if (zeroShare(head, 2, [0]) >= 0.7 && zeroShare(head, 2, [1]) === 0) return "UTF-16BE";
  return undefined;
}

/** The share of zeros in places of whole units, of which there is one at least. */
function zeroShare(bytes: Uint8Array, unit: number, places: readonly number[]): number {
  const length = bytes.length - (bytes.length % unit);
  let zeros = 0;
  for (let start = 0; start < length; start += unit) {
    for (const place of places) if (bytes[start + place] === 0) zeros++;
  }
  return zeros / ((length / unit) * places.length);
}

function markup(head: Uint8Array): Content | undefined {
  const start = latin1(head, 0, 200).trimStart().toLowerCase();
  if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
    return format(
      "an HTML page",
      "Perhaps an error page was saved in place of the data; get the file again.",
    );
  }
  if (!start.startsWith("<?xml")) return undefined;
  return format(
    "an XML document",
    "Perhaps an error response was saved in place of the data; get the file again, or export it as CSV or JSON Lines.",
  );
}

function format(name: string, advice: string): Content {
  return { kind: "format", name, advice };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString("latin1");
}
