import { columnName } from "../../sql/names.ts";
import { insertStaged, type ModeStatements, type StagedLoad, targetTables } from "./staged-load.ts";

/** Rows of a partition that comes are removed, then those that come are added: a partition that doesn't come stays. */
export function overwriteStatements(load: StagedLoad): ModeStatements {
  const { stage } = load;
  const parts = `${stage}_partitions`;
  const values = partitionValues(load);
  const selected = values.map(({ of }, i) => `${of(stage)} AS part_${i}`).join(", ");
  return {
    statements: [
      { sql: `CREATE TEMP TABLE ${parts} AS SELECT DISTINCT ${selected} FROM ${stage}` },
      ...targetTables(load).map((target) => {
        const same = values.map(({ of }, i) => `${of(target)} = ${parts}.part_${i}`);
        return {
          sql: `DELETE FROM ${target} USING ${parts} WHERE ${same.join(" AND ")}`,
          effect: "removed",
        } as const;
      }),
      ...insertStaged(load, stage),
    ],
    temporary: [parts],
  };
}

/** The expressions that tell a row's partition. */
function partitionValues({ dataset }: StagedLoad) {
  const { partition, eventTime } = dataset;
  const keys = (partition?.by ?? []).map(({ column }) => ({
    of: (table: string) => `${table}.${columnName(column)}`,
  }));
  const granularity = partition?.granularity;
  if (granularity === undefined || eventTime === undefined) return keys;
  const time = {
    of: (table: string) => `date_trunc('${granularity}', ${table}.${columnName(eventTime)})`,
  };
  return [...keys, time];
}
