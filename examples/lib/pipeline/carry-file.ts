import type { UploadedObject } from "@cloudapi/s3";
import type { TransformReport } from "@cloudapi/transform";
import type { Verdict } from "@cloudapi/validation/lambda";
import type { DemoArguments } from "../demo-arguments.ts";
import type { InputFile } from "../files/input-files.ts";
import { cutMiddle } from "../terminal/cut-text.ts";
import { countOf, formatBytes, formatCount, formatDuration } from "../terminal/format.ts";
import { printable } from "../terminal/printable.ts";
import type { ProgressLine } from "../terminal/progress-line.ts";
import type { Environment } from "./environment.ts";
import { transformObject } from "./transform-object.ts";
import { uploadRaw } from "./upload-raw.ts";
import { waitForVerdict } from "./validator.ts";

const LONGEST_PLACE = 56;

/** A file that is in both buckets. */
export interface CarriedFile {
  /** As it came. */
  readonly object: UploadedObject;
  readonly report: TransformReport;
}

/** Carry one file as far as Parquet, and tell each step. */
export async function carryFile(
  environment: Environment,
  file: InputFile,
  format: DemoArguments["format"],
  progress: ProgressLine,
): Promise<CarriedFile> {
  try {
    const object = await uploadStep(environment, file, progress);
    const verdict = await validateStep(environment, object, progress);
    const report = await transformStep(environment, object, { format, verdict, progress });
    refuseDisagreement(file, verdict, report);
    return { object, report };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const named = message.includes(file.name) ? message : `${file.name}: ${message}`;
    throw new Error(named, { cause: error });
  }
}

async function uploadStep(
  environment: Environment,
  file: InputFile,
  progress: ProgressLine,
): Promise<UploadedObject> {
  const object = await uploadRaw(environment, file, (done) =>
    progress.step({ step: "upload", done, total: file.sizeBytes, format: formatBytes }),
  );
  const place = cutMiddle(printable(`s3://${object.bucket}/${object.key}`), LONGEST_PLACE);
  progress.done(`upload     ${place}, ${formatBytes(object.sizeBytes)}`);
  return object;
}

async function validateStep(
  environment: Environment,
  object: UploadedObject,
  progress: ProgressLine,
): Promise<Verdict> {
  const onWait = (waitedMs: number) =>
    progress.update(`validate   the Lambda reads the object, ${formatDuration(waitedMs / 1000)}`);
  const verdict = await waitForVerdict(environment, object, { onWait });
  progress.done(
    `validate   ${formatCount(verdict.rowsValid)} valid, ${formatCount(verdict.rowsRejected)} rejected: the Lambda's verdict`,
  );
  return verdict;
}

async function transformStep(
  environment: Environment,
  object: UploadedObject,
  {
    format,
    verdict,
    progress,
  }: { format: DemoArguments["format"]; verdict: Verdict; progress: ProgressLine },
): Promise<TransformReport> {
  const report = await transformObject(environment, object, {
    format,
    onProgress: ({ rowsIn }) =>
      progress.step({
        step: "transform",
        done: rowsIn,
        total: verdict.rowsIn,
        format: (rows) => countOf(rows, "row"),
      }),
  });
  progress.done(
    `transform  ${countOf(report.rowsWritten, "row")} to ${countOf(report.objects.length, "Parquet object")}, ${formatCount(report.rowsRejected)} to quarantine`,
  );
  return report;
}

function refuseDisagreement({ name }: InputFile, verdict: Verdict, report: TransformReport): void {
  if (verdict.rowsRejected === report.rowsRejected) return;
  throw new Error(
    `The validator rejected ${verdict.rowsRejected} rows of ${name}, the transformation ${report.rowsRejected}; they must agree. A deployed validator reads a file as the end of its name says: does it say what is inside?`,
  );
}
