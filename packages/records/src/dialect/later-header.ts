import type { ReaderContext } from "../engine/record-reader.ts";
import type { Problem } from "../report/problem.ts";
import type { Dialect } from "./dialect.ts";
import { HeaderFinder } from "./find-header.ts";

/** Problems of a header, with the line that seems to be the header where the one that was read is none. */
export function withLaterHeader(
  problems: readonly Problem[],
  dialect: Dialect,
  { dataset, head, delimiter }: Pick<ReaderContext, "dataset" | "head" | "delimiter">,
): readonly Problem[] {
  return problems.map((problem) => {
    const { code, line, message } = problem;
    if (code !== "missing_header" || line === undefined || dialect.header !== true) return problem;
    const lines = Buffer.from(head)
      .toString("utf8")
      .split(/\r\n|\n|\r/);
    const found = new HeaderFinder({ dataset, dialect, lines }).find(line + 1, delimiter);
    if (found?.isWhole !== true) return problem;
    const hint = ` Line ${found.line} seems to be the header: skipLines: "header", an option of csvFormat, finds it.`;
    return { ...problem, message: message + hint };
  });
}
