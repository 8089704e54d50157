import { apiLogs } from "@cloudapi/core";
import { compact, folderSink, type Sink, transform } from "../../src/index.ts";
import { countedSink } from "./killed-step.ts";
import { overwrite, rowsOn } from "./overwrites.ts";

/** What is killed: each changes many files of a lake at once. */
export const ACTIONS = {
  compact: (sink: Sink) => compact(sink, { dataset: apiLogs }),
  overwrite: (sink: Sink) => overwrite(sink, "c", [2, 4], 3),
} as const;

export type Action = keyof typeof ACTIONS;

/** Two sources, with rows of their own on each of three days. */
export async function fillLake(sink: Sink): Promise<void> {
  for (const sourceId of ["a", "b"])
    await transform(apiLogs, rowsOn(`/${sourceId}`, [1, 2, 3], 2), sink, { sourceId });
}

// As a program: changes the lake in a folder, and is killed before a step.
if (process.argv[1] === import.meta.filename) {
  const [folder = "", action = "", killedAt = ""] = process.argv.slice(2);
  let steps = 0;
  const sink = countedSink(folderSink(folder), () => {
    if (steps++ === Number(killedAt)) process.kill(process.pid, "SIGKILL");
  });
  await ACTIONS[action as Action](sink);
}
