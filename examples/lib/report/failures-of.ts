import type { TransformReport } from "@cloudapi/transform";
import type { DemoArguments } from "../demo-arguments.ts";
import type { InputFile } from "../files/input-files.ts";
import { countOf, formatCount } from "../terminal/format.ts";
import { printable } from "../terminal/printable.ts";

/** Why a run that came to its end is a failure even so; nothing when it is not. */
export function failuresOf(
  files: readonly InputFile[],
  transforms: readonly TransformReport[],
  { maxRejected }: Pick<DemoArguments, "maxRejected">,
): string[] {
  const rowsIn = sum(transforms, (report) => report.rowsIn);
  const rejected = sum(transforms, (report) => report.rowsRejected);
  const failures = transforms.flatMap((report, i) =>
    failuresOfFile(printable(files[i]?.name ?? ""), report),
  );
  if (rowsIn === 0)
    failures.push(
      `There was nothing to read: no rows in ${countOf(files.length, "file")} (${files.map(({ name }) => printable(name)).join(", ")}).`,
    );
  if (maxRejected !== undefined && rejected > maxRejected)
    failures.push(`${countOf(rejected, "row")} rejected, more than --max-rejected ${maxRejected}.`);
  return failures;
}

function failuresOfFile(name: string, report: TransformReport): string[] {
  if (report.rowsIn > 0 && report.rowsValid === 0) {
    const rows =
      report.rowsIn === 1 ? "The only row" : `None of the ${formatCount(report.rowsIn)} rows`;
    return [
      `${rows} of ${name}, read as ${formatName(report)}, is ${report.rowsIn === 1 ? "not an" : "an"} API log. Each needs a timestamp, an endpoint and a status_code; docs/contract.md says how to describe other data.`,
    ];
  }
  // An hour without requests is an empty file: no failure among others.
  if (report.problems.every(({ code }) => code === "empty_file")) return [];
  return [`${name} was not read as it should be; what is wrong with it stands above as a problem.`];
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
