import type { Dataset } from "@cloudapi/core";
import { ATHENA_LEAST_BYTES, ATHENA_TB_BYTES, PRICES } from "@cloudapi/core/internal";
import {
  COMPRESSION,
  type EngineEstimate,
  type JudgedEstimate,
  judged,
  type PlannedLoad,
  type SqlRefusal,
} from "./engine-estimate.ts";

const MIB = 1024 * 1024;

/** Assumed: what Athena reads in a second, of text that it validates, and of one compressed file, which one reader takes as a whole. */
const BYTES_PER_SECOND = { plain: 500 * MIB, validating: 100 * MIB, file: 25 * MIB } as const;
const START_SECONDS = 5;
/** Quotas of Athena: the time of a query unless it was raised, the partitions of an INSERT, the bytes of a statement. */
const LIMITS = { queryMinutes: 30, partitions: 100, sqlBytes: 262_144 } as const;

/** Athena's INSERT: of the transform in SQL where rows are validated, of SELECT where not. Each statement scans the text as a whole. */
export function athenaEstimate(dataset: Dataset, load: PlannedLoad): JudgedEstimate {
  const { sizeBytes, needsValidation } = load;
  const statements = needsValidation ? statementsOf(load).length : 1;
  const query = querySeconds(load);
  const billed =
    sizeBytes === 0 ? 0 : Math.max(Math.ceil(sizeBytes / MIB) * MIB, ATHENA_LEAST_BYTES);
  // What can't be compiled is reckoned with as the three statements that it would be.
  const scans = statements === 0 ? 3 : statements;
  const estimate: EngineEstimate = {
    engine: "athena",
    seconds: scans * query,
    usd: ((scans * billed) / ATHENA_TB_BYTES) * PRICES.athena.usd,
    ...(needsValidation ? { note: noteOf(scans) } : {}),
    settings: {
      script: needsValidation ? "compileTrinoTransform" : "INSERT INTO",
      statements: scans,
      scannedBytes: scans * billed,
      queryMinutes: LIMITS.queryMinutes,
      ...(dataset.partition === undefined ? {} : { partitionsPerInsert: LIMITS.partitions }),
    },
    isMeasured: false,
  };
  return judged(estimate, load, refusalOf(dataset, load, query));
}

function statementsOf({ sql }: PlannedLoad): readonly { readonly sql: string }[] {
  return sql !== undefined && "statements" in sql ? sql.statements : [];
}

function querySeconds({ sizeBytes, largestBytes, isCompressed, needsValidation }: PlannedLoad) {
  const speed = needsValidation ? BYTES_PER_SECOND.validating : BYTES_PER_SECOND.plain;
  if (!isCompressed) return sizeBytes / speed + START_SECONDS;
  const all = (sizeBytes * COMPRESSION) / speed;
  return Math.max(all, (largestBytes * COMPRESSION) / BYTES_PER_SECOND.file) + START_SECONDS;
}

function noteOf(statements: number): string {
  return `each of its ${statements} statements scans the text as a whole, and a run that is repeated adds its rows again`;
}

function refusalOf(dataset: Dataset, load: PlannedLoad, query: number): string | undefined {
  return (
    (load.needsValidation ? compilerRefusal(load) : undefined) ??
    partitionRefusal(dataset, load) ??
    timeRefusal(load, query)
  );
}

function compilerRefusal(load: PlannedLoad): string | undefined {
  const { sql } = load;
  if (sql === undefined)
    return "its INSERT validates no row, so what breaks the contract would be written, or fail the query; give as sql what the transform in SQL is compiled to";
  if ("refusals" in sql && sql.refusals.length > 0)
    return `SQL can't say ${sql.refusals.map(told).join("; ")}`;
  const longest = Math.max(...statementsOf(load).map(bytesOf));
  if (longest <= LIMITS.sqlBytes) return undefined;
  return `a statement has ${longest} bytes of SQL, and Athena takes ${LIMITS.sqlBytes}`;
}

function told({ field, rule }: SqlRefusal): string {
  return `${field ?? "the contract"}'s ${rule}`;
}

function bytesOf({ sql }: { readonly sql: string }): number {
  return Buffer.byteLength(sql);
}

function partitionRefusal({ partition }: Dataset, { partitions = 0 }: PlannedLoad) {
  if (partition === undefined || partitions <= LIMITS.partitions) return undefined;
  return `an INSERT writes to at most ${LIMITS.partitions} partitions, and the rows are of ${partitions}; plan ${Math.ceil(partitions / LIMITS.partitions)} parts of them`;
}

function timeRefusal({ files }: PlannedLoad, query: number): string | undefined {
  const most = LIMITS.queryMinutes * 60;
  if (query <= most) return undefined;
  const parts = Math.ceil((query - START_SECONDS) / (most - START_SECONDS));
  const advice =
    parts <= files
      ? `plan ${parts} parts of the files`
      : "plan smaller files, or raise its time-out";
  return `a query takes about ${Math.ceil(query / 60)} min, and Athena gives it ${LIMITS.queryMinutes} by default; ${advice}`;
}
