import type { TransformReport } from "@cloudapi/transform";
import type { InputFile } from "../files/input-files.ts";
import type { DemoReport, RejectedRow } from "./demo-report.ts";

/** What a run is told as: the sums over its files, their first rejected rows and their problems. */
export function reportOf(
  files: readonly InputFile[],
  transforms: readonly TransformReport[],
  answers: Pick<DemoReport, "perEndpoint" | "traffic">,
  durationMs: number,
): DemoReport {
  const sum = (count: (report: TransformReport) => number) =>
    transforms.reduce((total, report) => total + count(report), 0);
  return {
    ...answers,
    rowsIn: sum(({ rowsIn }) => rowsIn),
    rowsValid: sum(({ rowsValid }) => rowsValid),
    rowsRejected: sum(({ rowsRejected }) => rowsRejected),
    rowsWritten: sum(({ rowsWritten }) => rowsWritten),
    rowsDropped: sum(({ rowsDropped }) => rowsDropped),
    objects: sum(({ objects }) => objects.length),
    partitions: new Set(
      transforms.flatMap(({ partitions }) => partitions.map(({ partition }) => partition)),
    ).size,
    bytesIn: files.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
    bytesWritten: sum(({ bytesWritten }) => bytesWritten),
    timestampsTruncated: sum(({ timestampsTruncated }) => timestampsTruncated),
    rejectedByCode: addUp(transforms.map(({ rejectedByCode }) => rejectedByCode)),
    rejections: transforms.flatMap((report, i) => rejectedRows(report, files[i]?.name ?? "")),
    problems: findings(files, transforms, ({ problems }) => problems),
    warnings: findings(files, transforms, ({ warnings }) => warnings),
    durationMs,
  };
}

function rejectedRows({ rejections }: TransformReport, source: string): RejectedRow[] {
  return rejections.map(({ line, raw, issues }) => ({
    source,
    line,
    raw,
    kind: `${issues[0]?.code} ${issues[0]?.path.join(".")}`,
    reasons: issues.map(({ message }) => message),
  }));
}

function findings(
  files: readonly InputFile[],
  transforms: readonly TransformReport[],
  of: (report: TransformReport) => TransformReport["problems"],
): string[] {
  return transforms.flatMap((report, i) =>
    of(report).map(({ message }) => `${files[i]?.name ?? ""}: ${message}`),
  );
}

function addUp(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [code, count] of counts.flatMap((each) => Object.entries(each)))
    total[code] = (total[code] ?? 0) + count;
  return total;
}
