import { createHash } from "node:crypto";
import { rename as renameCallback, writeFile as writeFileCallback } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type FilePlace, withFile } from "../errors/file-error.ts";
import { partFileName } from "./part-files.ts";
import type { TargetFile } from "./target-file.ts";

/** Up to this size a file is kept in memory until all of it is there. */
export const MAX_WHOLE_BYTES = 1024 ** 2;

/** With callbacks inside, which cost less for each file than handles with promises. */
const writeFile = promisify(writeFileCallback);
const rename = promisify(renameCallback);

/**
 * A small file, collected in memory: once it is complete and verified it is written under a temporary name and renamed,
 * in as few steps as that takes. Of one that fails before, the disk sees nothing.
 */
export function createWholeFile(place: FilePlace, sizeBytes: number): TargetFile {
  let content: Uint8Array | undefined;
  let temporary: string | undefined;
  return {
    async write(bytes, position) {
      // All at once, as nearly always: nothing follows that would use the writer's buffer again.
      if (bytes.length === sizeBytes) content = bytes;
      else {
        content ??= Buffer.allocUnsafe(sizeBytes);
        content.set(bytes, position);
      }
    },
    hash: async (algorithm) =>
      createHash(algorithm)
        .update(content ?? new Uint8Array())
        .digest("base64"),
    publish: () =>
      withFile("write", place, async () => {
        temporary = join(dirname(place.path), partFileName());
        await writeFile(temporary, content ?? new Uint8Array(), { flag: "wx" });
        await rename(temporary, place.path);
        temporary = undefined;
      }),
    async discard() {
      if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    },
  };
}
