import { apiLogs } from "@cloudapi/core";
import { folderSink, type Sink, transform } from "../../src/index.ts";
import { logRows, ndjson } from "./logs.ts";

/** Transforms rows into the folder named by the first argument, and dies before its n-th publish. */
const [folder = "", at = "1"] = process.argv.slice(2);
const sink = folderSink(folder);
let publishes = 0;
const dying: Sink = {
  ...sink,
  async create(...input) {
    const pending = await sink.create(...input);
    return {
      write: (bytes) => pending.write(bytes),
      discard: () => pending.discard(),
      async publish() {
        if (++publishes === Number(at)) process.kill(process.pid, "SIGKILL");
        await pending.publish();
      },
    };
  },
};
await transform(apiLogs, ndjson(logRows(12, 3)), dying, { sourceId: "dying" });
