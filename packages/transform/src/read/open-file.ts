import {
  type BigIntStats,
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
  statSync,
} from "node:fs";
import { open as openHandle, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { FileCalls } from "@cloudapi/s3/internal/files";

/** A file that is read from its begin on. */
export interface OpenFile {
  /** Its size and times as they are now. */
  stat(): BigIntStats | Promise<BigIntStats>;
  /** Read on into memory; how many bytes, 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  close(): void | Promise<void>;
}

/** To open a pipe waits for who writes to it, which this flag prevents; it changes nothing about files. Some systems have no such flag. */
const FLAGS = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

const [openLater, fstatLater, readLater, closeLater] = [
  promisify(open),
  promisify(fstat),
  promisify(read),
  promisify(close),
];

/**
 * Open a file: one that has its bytes already is read by this thread while that is quick; for what a pipe brings, another waits.
 *
 * @throws what Node says of a file that can't be opened
 */
export async function openFile(path: string): Promise<OpenFile> {
  const calls = new FileCalls();
  const found = await calls.make(
    () => statSync(path, { throwIfNoEntry: false }),
    () => stat(path).catch(() => undefined),
  );
  return found?.isFile() === true ? openAtRest(path, calls) : openAny(path);
}

async function openAtRest(path: string, calls: FileCalls): Promise<OpenFile> {
  const fd = await calls.make(
    () => openSync(path, FLAGS),
    () => openLater(path, FLAGS),
  );
  return {
    stat: () =>
      calls.make(
        () => fstatSync(fd, { bigint: true }),
        () => fstatLater(fd, { bigint: true }),
      ),
    read: (into) =>
      calls.make(
        () => readSync(fd, into, 0, into.length, null),
        async () => (await readLater(fd, into, 0, into.length, null)).bytesRead,
      ),
    close: () =>
      calls.make(
        () => closeSync(fd),
        () => closeLater(fd),
      ),
  };
}

async function openAny(path: string): Promise<OpenFile> {
  const file = await openHandle(path);
  return {
    stat: () => file.stat({ bigint: true }),
    read: async (into) => (await file.read(into, 0, into.length, null)).bytesRead,
    close: () => file.close(),
  };
}
