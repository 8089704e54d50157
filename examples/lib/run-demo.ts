import type { TransformReport } from "@cloudapi/transform";
import { upload } from "../01-upload.ts";
import { startValidator, waitForVerdict } from "../02-validate.ts";
import { transformObject } from "../03-transform.ts";
import { queryEndpoints, writtenDays } from "../04-query.ts";
import type { DemoArguments } from "./demo-arguments.ts";
import type { DemoReport } from "./demo-report.ts";
import type { Environment } from "./environment.ts";
import type { InputFile } from "./input-files.ts";
import type { ProgressLine } from "./progress-line.ts";
import { reportOf } from "./report-of.ts";
import { countOf, formatBytes, formatCount } from "./text-table.ts";

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
  for (const file of files) {
    transforms.push(await carry(environment, file, format, progress).catch(nameFile(file)));
  }
  const perEndpoint = await ask(environment, transforms, progress);
  return {
    transforms,
    report: reportOf(files, transforms, perEndpoint, performance.now() - startedMs),
  };
}

/** The metrics of all that was written; none, and no question, when nothing was. */
async function ask(
  environment: Environment,
  transforms: readonly TransformReport[],
  progress: ProgressLine,
): Promise<DemoReport["perEndpoint"]> {
  const days = writtenDays(transforms);
  if (days === undefined) return [];
  progress.update("query      asking Athena for the metrics");
  const perEndpoint = await queryEndpoints(environment, days);
  progress.done(`query      ${countOf(perEndpoint.length, "endpoint")} through Athena`);
  return perEndpoint;
}

async function carry(
  environment: Environment,
  file: InputFile,
  format: DemoArguments["format"],
  progress: ProgressLine,
): Promise<TransformReport> {
  const { name } = file;
  const onProgress = (share: number) =>
    progress.update(`upload     ${name} ${Math.floor(share * 100)} %`);
  const object = await upload(environment, file.path, { name, onProgress });
  progress.done(`upload     s3://${object.bucket}/${object.key}, ${formatBytes(object.sizeBytes)}`);

  progress.update(`validate   ${name}`);
  const verdict = await waitForVerdict(environment, object, 600_000);
  progress.done(
    `validate   ${formatCount(verdict.rowsValid)} valid, ${formatCount(verdict.rowsRejected)} rejected: the Lambda's verdict`,
  );

  const report = await transformObject(environment, object, {
    format,
    onProgress: ({ rowsIn }) => progress.update(`transform  ${name} ${countOf(rowsIn, "row")}`),
  });
  progress.done(
    `transform  ${countOf(report.rowsWritten, "row")} to ${countOf(report.objects.length, "Parquet object")}, ${formatCount(report.rowsRejected)} to quarantine`,
  );
  if (verdict.rowsRejected !== report.rowsRejected) {
    throw new Error(
      `The validator rejected ${verdict.rowsRejected} rows of ${name}, the transformation ${report.rowsRejected}; they must agree. A deployed validator reads a file as the end of its name says: does it say what is inside?`,
    );
  }
  return report;
}

/** Say which of the files a failure is about. */
function nameFile({ name }: InputFile): (error: unknown) => never {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(message.includes(name) ? message : `${name}: ${message}`, { cause: error });
  };
}
