import type { Source, SourceSnapshot, SourceTable } from "../../src/index.ts";

/** What happens to a source while it is read. */
export interface Disturbance {
  /** Once, when a batch of the table's rows has come. */
  readonly table: string;
  readonly action: () => Promise<void> | void;
}

/** A source to which something happens, once. */
export function disturbedSource(source: Source, { table, action }: Disturbance): Source {
  let isDone = false;
  const disturb = async (of: SourceTable) => {
    if (isDone || of.name !== table) return;
    isDone = true;
    await action();
  };
  return {
    kind: source.kind,
    name: source.name,
    discover: (options) => source.discover(options),
    async open(options) {
      const snapshot = await source.open(options);
      return {
        consistency: snapshot.consistency,
        last: (of, more) => snapshot.last(of, more),
        close: () => snapshot.close(),
        read: (of, more) => read(snapshot, of, more, disturb),
      };
    },
  };
}

async function* read(
  snapshot: SourceSnapshot,
  table: SourceTable,
  options: Parameters<SourceSnapshot["read"]>[1],
  disturb: (table: SourceTable) => Promise<void>,
) {
  for await (const batch of snapshot.read(table, options)) {
    yield batch;
    await disturb(table);
  }
}
