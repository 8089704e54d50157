import type { TransformReport } from "@cloudapi/transform";
import type { DemoArguments } from "../demo-arguments.ts";
import type { InputFile } from "../files/input-files.ts";
import type { DemoReport } from "../report/demo-report.ts";
import { reportOf } from "../report/report-of.ts";
import { countOf, formatDuration } from "../terminal/format.ts";
import type { ProgressLine } from "../terminal/progress-line.ts";
import { carryFile } from "./carry-file.ts";
import type { Environment } from "./environment.ts";
import { createTable, queryEndpoints, queryTraffic } from "./query-table.ts";
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
  const transforms: TransformReport[] = [];
  for (const file of files) transforms.push(await carryFile(environment, file, format, progress));
  const answers = await ask(environment, transforms, progress);
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

/** Say what is waited for and, ten times a second, how long; returns how to stop. */
function tellWaiting(progress: ProgressLine, text: string): () => void {
  const startedMs = performance.now();
  const tell = () =>
    progress.update(`${text}, ${formatDuration((performance.now() - startedMs) / 1000)}`);
  const timer = setInterval(tell, 100);
  return () => clearInterval(timer);
}
