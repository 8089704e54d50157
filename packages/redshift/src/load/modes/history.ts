import { columnName } from "../../sql/names.ts";
import type { LoadMode } from "../load-mode.ts";
import type { ModeStatements, StagedLoad } from "./staged-load.ts";
import { rankOfKey, sameKey } from "./upsert.ts";

/**
 * The histories of the keys that come are written anew, of the versions there and those that come: so a row that comes late has its place, and
 * the order in which files are loaded makes no difference.
 */
export function historyStatements(
  { dataset, target, stage }: StagedLoad,
  { keys, validFrom }: LoadMode & { readonly mode: "scd2" },
): ModeStatements {
  const versions = `${stage}_versions`;
  const names = dataset.columns.map(({ name }) => columnName(name));
  const columns = names.join(", ");
  const from = columnName(validFrom);
  const same = sameKey(dataset, keys, [target.sql, stage]);
  const rank = rankOfKey({ dataset, keys: [...keys, validFrom], order: ["is_new DESC"] });
  const next = `lead(${from}) OVER (PARTITION BY ${keys.map(columnName).join(", ")} ORDER BY ${from})`;
  const there = names.map((name) => `${target.sql}.${name}`).join(", ");
  return {
    statements: [
      { sql: `CREATE TEMP TABLE ${versions} AS SELECT ${columns}, 1 AS is_new FROM ${stage}` },
      {
        sql: `INSERT INTO ${versions} (${columns}, is_new) SELECT ${there}, 0 FROM ${target.sql} WHERE EXISTS (SELECT 1 FROM ${stage} WHERE ${same})`,
      },
      { sql: `DELETE FROM ${target.sql} USING ${stage} WHERE ${same}`, effect: "removed" },
      {
        sql: `INSERT INTO ${target.sql} (${columns}, valid_from, valid_to, is_current) SELECT ${columns}, ${from}, ${next}, ${next} IS NULL FROM (SELECT ${columns}, ${rank} FROM ${versions}) AS ranked WHERE rank_of_key = 1`,
        effect: "added",
      },
    ],
    temporary: [versions],
  };
}
