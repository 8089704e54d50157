/** The files being downloaded at this moment, by name; so that a later key's place is judged when they are there. */
export interface FilesInFlight {
  /** Note a file; call what comes back when it is done, well or not. */
  begin(segments: readonly string[]): () => void;
  /** Wait for files that stand, or would stand, in the way of this name. */
  settle(segments: readonly string[]): Promise<void>;
}

const ASCII = /^[ -~]*$/;

export function createFilesInFlight(): FilesInFlight {
  const files = new Map<string, Promise<void>>();
  return {
    begin(segments) {
      const name = fold(segments);
      const { promise, resolve } = Promise.withResolvers<void>();
      files.set(name, promise);
      return () => {
        files.delete(name);
        resolve();
      };
    },
    async settle(segments) {
      for (let length = 1; length <= segments.length; length++) {
        await files.get(fold(segments.slice(0, length)));
      }
    },
  };
}

/** Names that no file system would tell apart are equal here; waiting once too often does no harm. */
function fold(segments: readonly string[]): string {
  const name = segments.join("/");
  if (ASCII.test(name)) return name.toUpperCase();
  return name.normalize("NFC").toLowerCase().toUpperCase();
}
