import { previewValue } from "../../../report/issue.ts";
import {
  DESCRIPTOR,
  DIRECTORY,
  END,
  END64,
  ENTRY,
  type EntryData,
  type EntryHeader,
  entryHeader,
  isAside,
  LOCATOR64,
  methodName,
  SIGNATURE,
} from "./zip-layout.ts";

/** What the reading of an archive wants next. */
export type Want = { readonly kind: "bytes"; readonly count: number } | Body;

/** An entry's data. */
export interface Body {
  readonly kind: "body";
  readonly isDeflated: boolean;
  /** Whether it is the file whose text is given. */
  readonly isRead: boolean;
  /** `undefined` when only the data themselves say where they end. */
  readonly size: number | undefined;
}

/** Why an archive can't be read. */
export interface ZipFault {
  readonly kind: "damaged" | "unsupported";
  readonly message: string;
}

type Reading<T> = Generator<Want, T, Buffer & EntryData>;

const SIGNATURE_BYTES = 4;
/** Of the fixed parts, without the signature. */
const [ENTRY_BYTES, DIRECTORY_BYTES, END_BYTES] = [26, 42, 18] as const;
const [STORED, DEFLATED] = [0, 8] as const;
const MOST_NAMES = 10;

/** Read an archive from its first byte to its last; gives why that can't be done, or nothing. */
export function* readArchive(): Reading<ZipFault | undefined> {
  const names: string[] = [];
  let signature = yield* signatureAhead();
  while (signature === ENTRY) {
    const header = yield* readHeader();
    const isExtra = isAside(header);
    if (!isExtra) names.push(header.name);
    const isRead = !isExtra && names.length === 1;
    const fault = isRead ? refusal(header) : undefined;
    if (fault !== undefined) return fault;
    const next = yield* readData(header, isRead);
    if (typeof next === "object") return names.length > 1 ? severalFiles(names, true) : next;
    signature = next;
  }
  if (names.length !== 1) return severalFiles(names, false);
  return yield* readDirectory(signature);
}

function* signatureAhead(): Reading<number> {
  return (yield { kind: "bytes", count: SIGNATURE_BYTES }).readUInt32LE(0);
}

function* readHeader(): Reading<EntryHeader> {
  const fixed = Buffer.concat([Buffer.alloc(SIGNATURE_BYTES), yield bytes(ENTRY_BYTES)]);
  const name = yield bytes(fixed.readUInt16LE(26));
  const extra = yield bytes(fixed.readUInt16LE(28));
  return entryHeader(fixed, name, extra);
}

function bytes(count: number): Want {
  return { kind: "bytes", count };
}

function refusal({ name, isEncrypted, method, size }: EntryHeader): ZipFault | undefined {
  const file = previewValue(name);
  if (isEncrypted)
    return unsupported(
      `has the file ${file}, which is encrypted. Unpack it with its password first.`,
    );
  if (method !== STORED && method !== DEFLATED)
    return unsupported(
      `has the file ${file}, which is compressed in another way than zip's usual one (${methodName(method)}). Unpack it first.`,
    );
  if (method === STORED && size === undefined)
    return unsupported(
      `has the file ${file} uncompressed and without its size, so that its end can't be told. Unpack it first.`,
    );
  return undefined;
}

/** Read an entry's data and what follows them, up to the next signature. */
function* readData(header: EntryHeader, isRead: boolean): Reading<number | ZipFault> {
  const { method, size, crc } = header;
  const isDeflated = method === DEFLATED;
  if (size === undefined && !isDeflated) return wrong("an entry's end can't be told");
  const isKnown = isDeflated || method === STORED;
  const data: EntryData = yield { kind: "body", isDeflated, isRead, size };
  if (size !== undefined) {
    if (isKnown && !header.isEncrypted && data.crc !== crc) return wrong("incorrect data check");
    return yield* signatureAhead();
  }
  return yield* afterDescriptor(header, data);
}

/** Between the data and the next signature, sum and sizes are told once more, with a signature of their own or without. */
function* afterDescriptor(header: EntryHeader, data: EntryData): Reading<number | ZipFault> {
  const first = yield bytes(SIGNATURE_BYTES);
  const crc = first.readUInt32LE(0) === DESCRIPTOR ? yield bytes(SIGNATURE_BYTES) : first;
  const sizes = yield bytes(header.hasLongSizes ? 16 : 8);
  const isRight = crc.readUInt32LE(0) === data.crc && isSizeOf(sizes, data);
  return isRight ? yield* signatureAhead() : wrong("incorrect data check");
}

function isSizeOf(sizes: Buffer, { compressedBytes, textBytes }: EntryData): boolean {
  return sizes.length === 16
    ? sizes.readBigUInt64LE(0) === BigInt(compressedBytes) &&
        sizes.readBigUInt64LE(8) === BigInt(textBytes)
    : sizes.readUInt32LE(0) === compressedBytes % 2 ** 32 &&
        sizes.readUInt32LE(4) === textBytes % 2 ** 32;
}

/** The central directory says once more what is there, and the archive ends. */
function* readDirectory(first: number): Reading<ZipFault | undefined> {
  for (let signature = first; ; signature = yield* signatureAhead()) {
    if (signature === DIRECTORY) {
      const fixed = yield bytes(DIRECTORY_BYTES);
      yield bytes(fixed.readUInt16LE(24) + fixed.readUInt16LE(26) + fixed.readUInt16LE(28));
    } else if (signature === END64) yield bytes(Number((yield bytes(8)).readBigUInt64LE(0)));
    else if (signature === LOCATOR64) yield bytes(16);
    else if (signature === SIGNATURE) yield bytes((yield bytes(2)).readUInt16LE(0));
    else if (signature === END) {
      yield bytes((yield bytes(END_BYTES)).readUInt16LE(16));
      return undefined;
    } else return wrong("no part of an archive begins here");
  }
}

function severalFiles(names: readonly string[], hasMore: boolean): ZipFault {
  if (names.length === 0) return unsupported("has no file in it.");
  const shown = names
    .slice(0, MOST_NAMES)
    .map((name) => previewValue(name))
    .join(", ");
  const more = names.length > MOST_NAMES || hasMore ? " and more" : "";
  return unsupported(
    `has ${names.length} files in it (${shown}${more}); one that has a single file is read. Unpack it, and read its files one by one.`,
  );
}

function unsupported(message: string): ZipFault {
  return { kind: "unsupported", message };
}

function wrong(message: string): ZipFault {
  return { kind: "damaged", message };
}
