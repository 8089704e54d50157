import type { WrittenObject } from "../manifest/manifest.ts";
import { StorageError } from "../storage-error.ts";
import { byPartition } from "./build-report.ts";
import type { PartsRule } from "./destination.ts";
import { PartSlicer } from "./part-slicer.ts";
import type { WriteJob } from "./write-job.ts";
import type { TransformReport, WriteReport, WriteRowsReport } from "./write-report.ts";

type AnyReport = TransformReport | WriteRowsReport;

/** Problems and warnings that are told. */
const MOST_FINDINGS = 100;

/**
 * Write what a source gives in parts, of which each becomes visible for itself: after every so many valid rows. A part is known by what came up
 * to its end, so that a run over the same rows goes on where one before it stopped, however many rows a part had then. A version that is known
 * before it is read goes on so also without a size of parts, and is written as one where it was.
 */
export async function writeInParts<R extends AnyReport>(
  job: WriteJob<R>,
  rule: PartsRule,
  writePart: (part: WriteJob<R>) => Promise<R>,
): Promise<R> {
  const { source, settings } = job;
  const { everyRows = Number.POSITIVE_INFINITY } = rule;
  const isWanted = rule.everyRows !== undefined;
  if (!isWanted && source.sourceVersion === undefined) return writePart(job);
  const version = source.sourceVersion ?? "rows";
  const { isWhole, parts } = await rule.committed(source.sourceId, version);
  if (isWhole || (!isWanted && parts.size === 0)) return writePart(job);
  const slicer = new PartSlicer(job.batches(settings.signal, undefined), {
    everyRows,
    committed: parts,
  });
  let total: R | undefined;
  const objects: WrittenObject[] = [];
  const quarantine: WriteReport["quarantine"][number][] = [];
  try {
    for (let number = 1; number === 1 || (await slicer.hasMore()); number++) {
      const before = total;
      const from = slicer.place();
      const part = await writePart({
        ...job,
        part: {
          number,
          from: `${version}#${from}`,
          version: () => `${version}#${from}>${slicer.place()}`,
        },
        batches: () => slicer.next(),
        onBatch: (tally) => job.onBatch(before === undefined ? tally : summed(before, tally)),
      });
      for (const each of part.objects) objects.push(each);
      for (const each of part.quarantine) quarantine.push(each);
      total = before === undefined ? part : combined(before, part, settings.maxRejections);
    }
  } catch (error) {
    throw total === undefined ? error : afterParts(error, total.rowsWritten);
  } finally {
    await slicer.close();
  }
  const { problems, warnings } = slicer.late;
  const partitions = byPartition(objects);
  const found = findings(total as R, { problems, warnings });
  return { ...(total as R), objects, quarantine, partitions, ...found };
}

/**
 * What failed, where parts before are published. A file that changed is of another version, of which nothing is there: its rows would come
 * beside those of the parts so far.
 */
function afterParts(error: unknown, rows: number): unknown {
  if (!(error instanceof StorageError)) return error;
  const { code, place } = error;
  if (code === "SOURCE_READ_FAILED") {
    const published = `The ${rows} rows of the parts before are published; run again for the others.`;
    const message = error.message.replace("Nothing was published; run again.", () => published);
    return new StorageError(code, message, place, { cause: error });
  }
  if (code !== "FILE_CHANGED") return error;
  const message = `The file ${place} changed while it was read. The ${rows} rows of the parts before are published, and another run would add them once more with all others of the file.`;
  return new StorageError(code, message, place, { cause: error });
}

const COUNTS = [
  "rowsIn",
  "rowsFiltered",
  "rowsAdded",
  "rowsValid",
  "rowsRejected",
  "rowsWritten",
  "rowsDropped",
  "rowsNotKept",
  "unknownFieldCount",
  "timestampsTruncated",
  "bytesWritten",
] as const satisfies readonly (keyof WriteReport)[];

/** The counts of what is under way, with those of the parts before it. */
function summed<T extends object>(before: AnyReport, tally: T): T {
  const sums = COUNTS.flatMap((name) => {
    const value = (tally as Partial<Record<string, unknown>>)[name];
    return typeof value === "number" ? [[name, before[name] + value] as const] : [];
  });
  return Object.assign(Object.create(tally) as T, Object.fromEntries(sums));
}

/** The report of several parts, but for what they wrote, of which there may be much. */
function combined<R extends AnyReport>(before: R, part: R, maxRejections: number): R {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, before[name] + part[name]]));
  const rejections = [...before.rejections, ...part.rejections].slice(0, maxRejections);
  return {
    ...part,
    ...counts,
    rejections,
    rejectedByCode: addedUp(before.rejectedByCode, part.rejectedByCode),
    unknownFields: addedUp(before.unknownFields, part.unknownFields),
    snapshotId: part.snapshotId ?? before.snapshotId,
    ...findings(before, part),
  };
}

function addedUp(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

type Findings = Pick<WriteReport, "problems" | "warnings">;

function findings(before: Findings, later: Findings): Findings {
  return {
    problems: [...before.problems, ...later.problems].slice(0, MOST_FINDINGS),
    warnings: [...before.warnings, ...later.warnings].slice(0, MOST_FINDINGS),
  };
}
