import { writeRows } from "@cloudapi/transform";
import {
  compact,
  fileCatalog,
  folderStorage,
  icebergSink,
  loadTable,
  type TableStorage,
  type TableWriteMode,
} from "../../src/index.ts";
import { counterRows, counters } from "./counters.ts";

// A run that kills its own process before, or after, what it does for the n-th time to the storage.
const [folder = "", mode, at = "0", when, number = "2"] = process.argv.slice(2);
let done = 0;

async function counted<T>(effect: () => Promise<T>): Promise<T> {
  const isLast = ++done === Number(at);
  if (isLast && when === "before") process.kill(process.pid, "SIGKILL");
  const result = await effect();
  if (isLast) process.kill(process.pid, "SIGKILL");
  return result;
}

function dying(storage: TableStorage): TableStorage {
  return {
    ...storage,
    write: (...input) => counted(() => storage.write(...input)),
    remove: (...input) => counted(() => storage.remove(...input)),
    sink(uri) {
      const sink = storage.sink(uri);
      return {
        ...sink,
        remove: (keys) => counted(() => sink.remove(keys)),
        async create(...input) {
          const pending = await counted(() => sink.create(...input));
          return {
            write: (bytes) => counted(() => pending.write(bytes)),
            publish: () => counted(() => pending.publish()),
            discard: () => pending.discard(),
          };
        },
      };
    },
  };
}

const catalog = fileCatalog(dying(folderStorage(folder)));
const table = await loadTable(catalog, { namespace: "lake", name: "counters" });
if (mode === "compact") await compact(table);
else
  await writeRows(
    counters,
    [counterRows(Number(number), [0, 1], 3)],
    icebergSink(table, { mode: mode as TableWriteMode }),
    { sourceId: "a" },
  );
// How often a run that isn't killed does something.
process.stdout.write(String(done));
