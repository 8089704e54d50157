import type { TransformReport } from "@cloudapi/transform";
import type { DemoReport } from "./demo-report.ts";
import type { InputFile } from "./input-files.ts";

/** What a run is told as: the sums over its files, their first rejected rows and their problems. */
export function reportOf(
  files: readonly InputFile[],
  transforms: readonly TransformReport[],
  perEndpoint: DemoReport["perEndpoint"],
  durationMs: number,
): DemoReport {
  const sum = (count: (report: TransformReport) => number) =>
    transforms.reduce((total, report) => total + count(report), 0);
  return {
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
    perEndpoint,
    rejectedByCode: addUp(transforms.map(({ rejectedByCode }) => rejectedByCode)),
    rejections: transforms.flatMap((report, i) =>
      report.rejections.slice(0, 20).map(({ line, raw, issues }) => ({
        source: files[i]?.name ?? "",
        line,
        raw,
        reasons: issues.map(({ message }) => message),
      })),
    ),
    problems: transforms.flatMap(({ problems }, i) =>
      problems.map(({ message }) => `${files[i]?.name}: ${message}`),
    ),
    durationMs,
  };
}

function addUp(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [code, count] of counts.flatMap((each) => Object.entries(each)))
    total[code] = (total[code] ?? 0) + count;
  return total;
}
