import type { TransformReport } from "@cloudapi/transform";
import type { DemoArguments } from "../demo-arguments.ts";
import type { InputFile } from "../files/input-files.ts";
import type { DemoReport } from "../report/demo-report.ts";
import { reportOf } from "../report/report-of.ts";
import { countOf, formatCount, formatDuration } from "../terminal/format.ts";
import type { ProgressLine } from "../terminal/progress-line.ts";
import { type CarriedFile, carryFile } from "./carry-file.ts";
import type { Environment } from "./environment.ts";
import { createTable, queryEndpoints, queryTraffic } from "./query-table.ts";
import { twoLoads } from "./two-loads.ts";
import { startValidator } from "./validator.ts";
import { writtenDays } from "./written-days.ts";

/** What a run gives: the numbers, and the reports they come from. */
export interface DemoRun {
  readonly report: DemoReport;
  readonly transforms: readonly TransformReport[];
}

/** Carry the files through upload, validation, transformation and query. */
export async function runDemo(
  environment: Environment,
  files: readonly InputFile[],
  { format }: Pick<DemoArguments, "format">,
  progress: ProgressLine,
): Promise<DemoRun> {
  const startedMs = performance.now();
  await startValidator(environment, format);
  const carried: CarriedFile[] = [];
  for (const file of files) carried.push(await carryFile(environment, file, format, progress));
  const transforms = carried.map(({ report }) => report);
  const answers = await ask(environment, transforms, progress);
  const written = carried.find(({ report }) => report.rowsWritten > 0);
  if (written !== undefined) await loadTwice(environment, written, format, progress);
  const durationMs = performance.now() - startedMs;
  return { transforms, report: reportOf(files, transforms, answers, durationMs) };
}

/** The metrics of all that was written; none, and no question, when nothing was. */
async function ask(
  environment: Environment,
  transforms: readonly TransformReport[],
  progress: ProgressLine,
): Promise<Pick<DemoReport, "perEndpoint" | "traffic">> {
  const days = writtenDays(transforms);
  if (days === undefined) return { perEndpoint: [], traffic: { stepSeconds: 1, steps: [] } };
  const stop = tellWaiting(progress, "query      asking Athena for the metrics");
  try {
    await createTable(environment);
    const perEndpoint = await queryEndpoints(environment, days);
    const traffic = await queryTraffic(environment, days);
    progress.done(`query      ${countOf(perEndpoint.length, "endpoint")} through Athena`);
    return { perEndpoint, traffic };
  } finally {
    stop();
  }
}

/** Load a file's first rows into an Iceberg table, and tell what it has, and had before. */
async function loadTwice(
  environment: Environment,
  { object }: CarriedFile,
  format: DemoArguments["format"],
  progress: ProgressLine,
): Promise<void> {
  const stop = tellWaiting(progress, "iceberg    two loads into one table");
  try {
    const { rowsBefore, rowsNow } = await twoLoads(environment, object, { format });
    progress.done(
      `iceberg    ${countOf(rowsNow, "row")} now, ${formatCount(rowsBefore)} FOR VERSION AS OF the load before, in Athena`,
    );
  } finally {
    stop();
  }
}

/** Say what is waited for and, ten times a second, how long; returns how to stop. */
function tellWaiting(progress: ProgressLine, text: string): () => void {
  const startedMs = performance.now();
  const tell = () =>
    progress.update(`${text}, ${formatDuration((performance.now() - startedMs) / 1000)}`);
  const timer = setInterval(tell, 100);
  return () => clearInterval(timer);
}
