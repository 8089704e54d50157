import { apiLogs } from "@cloudapi/core";
import { folderSink, transform } from "../../src/index.ts";
import { logRows, ndjson } from "./logs.ts";

/** Transforms rows into the folder named by the first argument until the process is killed. */
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.from(ndjson(logRows(500)));
}

await transform(apiLogs, endless(), folderSink(process.argv[2] ?? ""), {
  sourceId: "endless",
  rowGroupRows: 100,
});
