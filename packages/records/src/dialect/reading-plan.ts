import type { Dataset } from "@cloudapi/core";
import type { ReaderContext } from "../engine/record-reader.ts";
import { delimiterName } from "../framing/delimiter-name.ts";
import type { Problem } from "../report/problem.ts";
import { detectDelimiter } from "./detect-delimiter.ts";
import type { Dialect } from "./dialect.ts";
import { HeaderFinder } from "./find-header.ts";
import { fixedWidth } from "./fixed-width.ts";

/** How one file is read: what the dialect leaves open, decided by the file's first bytes. */
export interface ReadingPlan {
  readonly delimiter: string;
  /** Lines that are over before the header, or before the first row. */
  readonly skipLines: number;
  /** Names of the cells that stand in no line of their own: given ones, or those of a comment. */
  readonly names: readonly string[] | undefined;
  /** The line that the names stand in. */
  readonly namesLine: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const SEPARATOR_LINE = /^"?sep=([^\r\n])"?[ \t]*$/i;

/** Decide by the text of a file's first bytes how it is read. */
export function readingPlan(
  dialect: Dialect,
  { dataset, delimiter: usual }: Pick<ReaderContext, "dataset" | "delimiter">,
  head: string,
): ReadingPlan {
  const lines = head.split(/\r\n|\n|\r/);
  const stated = SEPARATOR_LINE.exec(lines[0] ?? "")?.[1];
  const isStated = stated !== undefined && stated.charCodeAt(0) < 0x80 && stated !== dialect.quote;
  const given = dialect.skipLines === "header" ? 0 : dialect.skipLines;
  const from = Math.max(isStated ? 1 : 0, given) + 1;
  const search = { dataset, dialect, lines };
  const wanted = dialect.delimiter ?? usual;
  const isDetected = wanted === "auto";
  const delimiter = isStated
    ? stated
    : isDetected
      ? (detectDelimiter(search, from) ?? ",")
      : wanted;
  const warnings: Problem[] = [];
  if (
    isStated &&
    dialect.delimiter !== undefined &&
    dialect.delimiter !== "auto" &&
    dialect.delimiter !== stated
  )
    warnings.push({
      code: "delimiter_stated",
      message: `The first line says that cells are separated by ${plural(stated)}, and not by ${plural(dialect.delimiter)} as the option delimiter does; the file is believed.`,
      line: 1,
    });
  if (isDetected)
    warnings.push({
      code: "delimiter_detected",
      message: `The cells are taken to be separated by ${plural(delimiter)}, ${isStated ? "as the first line says" : "by the first lines and the contract's columns"}.`,
      line: from,
    });
  const finder = new HeaderFinder(search);
  return {
    delimiter,
    ...namesOf(finder, { dialect, dataset, from, delimiter }),
    problems: fixedWidth(lines, dialect.comment),
    warnings,
  };
}

function namesOf(
  finder: HeaderFinder,
  {
    dialect,
    dataset,
    from,
    delimiter,
  }: { dialect: Dialect; dataset: Dataset; from: number; delimiter: string },
): Pick<ReadingPlan, "skipLines" | "names" | "namesLine"> {
  const { header, comment, skipLines } = dialect;
  const before = { skipLines: from - 1, names: undefined, namesLine: from };
  if (header !== true)
    return {
      ...before,
      names: header === false ? dataset.columns.map(({ name }) => name) : header,
    };
  if (skipLines !== "header" && comment === undefined) return before;
  const found =
    skipLines === "header" ? finder.find(from, delimiter) : finder.first(from, delimiter);
  if (found === undefined) return before;
  const { line, names, isComment } = found;
  if (isComment && found.known > 0) return { skipLines: line, names, namesLine: line };
  return skipLines === "header" ? { ...before, skipLines: line - 1 } : before;
}

function plural(delimiter: string): string {
  return delimiter === " " ? "spaces" : delimiterName(delimiter).replace(/^\w+/, "$&s");
}
