// The kernel: functions over addresses of a memory that JavaScript hands out. They keep nothing of their own.

export { appendNested } from "./append-nested";
export { clear } from "./clear";
export { copyBytes } from "./copy-bytes";
export { boundsOfKeys, writeKeys } from "./different-texts";
export { numberValues, writeBits, writeInt64s, writeMicros } from "./encode-numbers";
export { boundsOfTexts, bytesOfTexts, endOfTexts, writeTexts } from "./encode-texts";
export { writeShapes } from "./escape-text";
export { fillNumbers } from "./fill-numbers";
export { fillTexts } from "./fill-texts";
export { gatherColumns, numberCodes, placeTexts } from "./gather";
export { boundsOfNumbers } from "./number-bounds";
export { numberTexts } from "./number-texts";
export { ownHours } from "./own-hours";
export { putRows } from "./put-rows";
export { scanCsv } from "./scan-csv";
export { scanLines } from "./scan-lines";
export { compressSnappy } from "./snappy";
export { takeTexts } from "./take-texts";
export { writeCodes } from "./write-codes";
export { writeRejected } from "./write-rejected";
