import { StorageError } from "@cloudapi/transform";
import type { TableStorage } from "../src/index.ts";

/**
 * A storage of which every fifth conditional write is answered as S3 would when things go wrong: done and no answer, not done
 * and no answer, or too many requests.
 */
export function flakyStorage(storage: TableStorage): TableStorage {
  let writes = 0;
  return {
    ...storage,
    async write(uri, bytes, options) {
      if (options?.ifAbsent !== true || ++writes % 5 !== 0) {
        await tick();
        return storage.write(uri, bytes, options);
      }
      const fate = (writes / 5) % 3;
      if (fate === 0) await storage.write(uri, bytes, options);
      await tick();
      const code = fate === 2 ? "THROTTLED" : "S3_UNREACHABLE";
      throw new StorageError(code, `Cannot write ${uri}: injected.`, uri);
    },
  };
}

/** Others get their turn, as they would while an answer is on its way. */
function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
}
