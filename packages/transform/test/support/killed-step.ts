import { apiLogs } from "@cloudapi/core";
import { folderSink, type PendingObject, type Sink, transform } from "../../src/index.ts";
import { logRows, ndjson } from "./logs.ts";

/** A sink that calls back before each step that changes something. */
export function countedSink(sink: Sink, onStep: () => void): Sink {
  function counted(pending: PendingObject): PendingObject {
    const step = <T>(action: () => Promise<T>): Promise<T> => {
      onStep();
      return action();
    };
    return {
      write: (bytes) => step(() => pending.write(bytes)),
      publish: () => step(() => pending.publish()),
      publishIf: (expected) =>
        step(() => pending.publishIf?.(expected) ?? Promise.reject(new Error("not conditional"))),
      moveTo: (key) => pending.moveTo?.(key) ?? false,
      discard: () => pending.discard(),
    };
  }
  return {
    location: sink.location,
    prefix: sink.prefix,
    read: (...input) => sink.read(...input),
    list: (...input) => sink.list(...input),
    create: async (...input) => counted(await sink.create(...input)),
    async remove(keys) {
      for (const key of keys) {
        onStep();
        await sink.remove([key]);
      }
    },
  };
}

/** Rows of a version of the source; each version has its own number of them, and says which it is. */
export function versionRows(version: number): string {
  const rows = logRows(20 + version, 12 + (version % 3));
  return ndjson(rows.map((row) => ({ ...row, endpoint: `/v${version}` })));
}

/** Publish a version of the source into a sink. */
export function publishVersion(version: number, sink: Sink): ReturnType<typeof transform> {
  return transform(apiLogs, versionRows(version), sink, { sourceId: "killed" });
}

// As a program: publishes a version into a folder, and is killed before a step.
if (process.argv[1] === import.meta.filename) {
  const [folder = "", version = "", killedAt = ""] = process.argv.slice(2);
  let steps = 0;
  const sink = countedSink(folderSink(folder), () => {
    if (steps++ === Number(killedAt)) process.kill(process.pid, "SIGKILL");
  });
  await publishVersion(Number(version), sink);
}
