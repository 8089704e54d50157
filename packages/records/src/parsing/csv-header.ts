import type { Issue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";

/** What a CSV file's header says about its rows. */
export interface CsvHeader {
  /** Number of cells of the header; each row must have as many. */
  readonly width: number;
  /** For each of the names that the contract's columns have in sources, if it is there once: its place among the cells. */
  readonly places: ReadonlyMap<string, number>;
  /** Names that the contract does not know. */
  readonly unknown: readonly string[];
  /** What is wrong with every row because of the header. */
  readonly rowIssues: readonly Issue[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
