import { historyStatements } from "./history.ts";
import { overwriteStatements } from "./overwrite.ts";
import { insertStaged, type ModeStatements, type StagedLoad } from "./staged-load.ts";
import { upsertStatements } from "./upsert.ts";

/** The statements that bring staged rows to where they belong. */
export function modeStatements(load: StagedLoad): ModeStatements {
  switch (load.mode.mode) {
    case "append":
      return { statements: insertStaged(load, load.stage), temporary: [] };
    case "overwritePartition":
      return overwriteStatements(load);
    case "upsert":
      return upsertStatements(load, load.mode);
    case "scd2":
      return historyStatements(load, load.mode);
  }
}
