import { expireSnapshots, type LoadedTable, loadTable, removeOrphans } from "@cloudapi/iceberg";
import { icebergFailure } from "../../../iceberg/iceberg-failure.ts";
import type { QueryResult } from "../../results/query-result.ts";
import type { WriteInput } from "../write-input.ts";

const DAY_SECONDS = 86_400;
/** Younger files may be those of a statement that is still running. */
const ORPHAN_SECONDS = 3600;

/** `VACUUM`: snapshots that are older than the table's properties want them go, and files that none has. */
export async function vacuumTable(
  name: LoadedTable["name"],
  { engine, signal }: WriteInput,
): Promise<QueryResult> {
  try {
    const table = await loadTable(engine.iceberg, name, { signal });
    const { properties } = table.metadata;
    const ageSeconds = numberOf(properties["vacuum_max_snapshot_age_seconds"], 5 * DAY_SECONDS);
    const retainLast = numberOf(properties["vacuum_min_snapshots_to_keep"], 1);
    const nowMs = engine.now().getTime();
    const olderThan = new Date(nowMs - ageSeconds * 1000);
    await expireSnapshots(table, { olderThan, retainLast: Math.max(1, retainLast) }, { signal });
    const orphanMs = Math.max(ageSeconds, ORPHAN_SECONDS) * 1000;
    await removeOrphans(table, { olderThan: new Date(nowMs - orphanMs) }, { signal });
  } catch (error) {
    throw icebergFailure(error);
  }
  return { columns: [], rows: [], header: false, updateCount: undefined };
}

function numberOf(text: string | undefined, otherwise: number): number {
  const value = Number(text ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}
