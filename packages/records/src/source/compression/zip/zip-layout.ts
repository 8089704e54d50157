import { isUtf8 } from "node:buffer";

/** Signatures of the parts of an archive, as numbers of four bytes. */
export const [ENTRY, DESCRIPTOR, DIRECTORY, SIGNATURE] = [
  0x04034b50, 0x08074b50, 0x02014b50, 0x05054b50,
] as const;
export const [END64, LOCATOR64, END] = [0x06064b50, 0x07064b50, 0x06054b50] as const;

const [ENCRYPTED, SIZES_FOLLOW] = [0x0001, 0x0008] as const;
const UNKNOWN_SIZE = 0xffffffff;
const ZIP64_FIELD = 0x0001;

/** How an entry's data are compressed, as far as programs do it. */
const METHODS: Readonly<Record<number, string>> = {
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "zstd",
  95: "xz",
  98: "PPMd",
  99: "AES encryption",
};

/** What stands before an entry's data. */
export interface EntryHeader {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  /** Bytes of the compressed data; `undefined` when they are told behind them. */
  readonly size: number | undefined;
  readonly crc: number;
  /** Whether sizes behind the data are of eight bytes, not of four. */
  readonly hasLongSizes: boolean;
}

/** Read the header of an entry: its fixed part, and name and extra fields behind that. */
export function entryHeader(fixed: Buffer, name: Buffer, extra: Buffer): EntryHeader {
  const flags = fixed.readUInt16LE(6);
  const sizesFollow = (flags & SIZES_FOLLOW) !== 0;
  const size = fixed.readUInt32LE(18);
  return {
    name: isUtf8(name) ? name.toString("utf8") : name.toString("latin1"),
    isEncrypted: (flags & ENCRYPTED) !== 0,
    method: fixed.readUInt16LE(8),
    size: sizesFollow ? undefined : size === UNKNOWN_SIZE ? zip64Size(extra) : size,
    crc: fixed.readUInt32LE(14),
    hasLongSizes: zip64Field(extra) !== undefined,
  };
}

/** The compressed size in the extra field of large entries: behind the size of the text. */
function zip64Size(extra: Buffer): number | undefined {
  const field = zip64Field(extra);
  return field !== undefined && field.length >= 16 ? Number(field.readBigUInt64LE(8)) : undefined;
}

function zip64Field(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === ZIP64_FIELD)
      return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return undefined;
}

/** What an entry turned out to be. */
export interface EntryData {
  readonly crc: number;
  readonly compressedBytes: number;
  readonly textBytes: number;
}

/** Whether an entry is there for a folder, or for what a Mac notes about a file. */
export function isAside({ name }: EntryHeader): boolean {
  return name.endsWith("/") || /^__MACOSX\/|(?:^|\/)\.DS_Store$/.test(name);
}

export function methodName(method: number): string {
  return METHODS[method] ?? `method ${method}`;
}
