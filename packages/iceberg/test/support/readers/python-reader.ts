import { pythonRow } from "./canonical.ts";
import { type PythonProgram, runPython } from "./python-program.ts";
import type { TableReader } from "./table-reader.ts";
import { type Dialect, DUCKDB, selectSql, whereSql } from "./where-sql.ts";

/** A reader that is a program in Python: it is given all reads at once. */
export function pythonReader(program: PythonProgram, dialect: Dialect = DUCKDB): TableReader {
  return async (reads) => {
    const { lines, messages } = await runPython(
      program,
      reads.map((read) => ({
        metadata: read.metadata,
        names: read.columns.map(({ name }) => name),
        where: read.where,
        select: selectSql(read, dialect),
        whereSql: whereSql(read, dialect),
        ...(read.snapshotId !== undefined && { snapshotId: String(read.snapshotId) }),
      })),
    );
    refuseWarnings(program, messages);
    return reads.map(({ columns }, i) =>
      (lines[i] as unknown[][]).map((row) => pythonRow(columns, row)),
    );
  };
}

/** What is warned of while tables are read, after what a program says of its own start. */
function refuseWarnings({ program }: PythonProgram, messages: string): void {
  const [, whileReading = ""] = messages.split(/^READING$/m);
  const warnings = whileReading.split("\n").filter((line) => / (?:WARN|ERROR) /.test(line));
  if (warnings.length > 0) throw new Error(`${program} warns:\n${warnings.join("\n")}`);
}
