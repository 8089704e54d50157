import type { TransformReport } from "@cloudapi/transform";
import type { DemoArguments } from "../demo-arguments.ts";
import type { InputFile } from "../files/input-files.ts";
import { countOf, formatCount } from "../terminal/format.ts";

/** Why a run that came to its end is a failure even so; nothing when it is not. */
export function failuresOf(
  files: readonly InputFile[],
  transforms: readonly TransformReport[],
  { maxRejected }: Pick<DemoArguments, "maxRejected">,
): string[] {
  const rowsIn = sum(transforms, (report) => report.rowsIn);
  const rejected = sum(transforms, (report) => report.rowsRejected);
  const failures = transforms.flatMap((report, i) => failuresOfFile(files[i]?.name ?? "", report));
  if (rowsIn === 0)
    failures.push(
      `There was nothing to read: no rows in ${countOf(files.length, "file")} (${files.map(({ name }) => name).join(", ")}).`,
    );
  if (maxRejected !== undefined && rejected > maxRejected)
    failures.push(`${countOf(rejected, "row")} rejected, more than --max-rejected ${maxRejected}.`);
  return failures;
}

function failuresOfFile(name: string, report: TransformReport): string[] {
  if (report.rowsIn > 0 && report.rowsValid === 0)
    return [
      `None of the ${formatCount(report.rowsIn)} rows of ${name}, read as ${formatName(report)}, is an API log. Each needs a timestamp, an endpoint and a status_code; docs/contract.md says how to describe other data.`,
    ];
  if (report.problems.length > 0)
    return [
      `${name} was not read as it should be; what is wrong with it stands above as a problem.`,
    ];
  return [];
}

function formatName({ format }: TransformReport): string {
  return format === "csv" ? "CSV" : "JSON";
}

function sum(
  transforms: readonly TransformReport[],
  count: (report: TransformReport) => number,
): number {
  return transforms.reduce((total, report) => total + count(report), 0);
}
