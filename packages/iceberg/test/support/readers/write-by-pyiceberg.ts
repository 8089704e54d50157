import type { StructField } from "@cloudapi/core";
import { type PythonProgram, runPython } from "./python-program.ts";
import type { Row } from "./table-reader.ts";

/** A table to make, or one that is there. */
export type PyIcebergTable = {
  /** Rows of each commit, in canonical form. */
  readonly commits: readonly (readonly Row[])[];
} & (
  | { readonly metadata: string }
  | {
      readonly location: string;
      readonly columns: readonly StructField[];
      readonly partition?: readonly {
        readonly column: string;
        readonly transform: string;
        readonly name: string;
      }[];
    }
);

/** Write tables with PyIceberg; the paths of a table's metadata files, of each commit one. */
export async function writeByPyIceberg(
  python: string,
  tables: readonly PyIcebergTable[],
): Promise<string[][]> {
  const program: PythonProgram = { python, program: "write_pyiceberg.py" };
  const { lines } = await runPython(program, tables);
  const paths = lines.map((uri) => (uri as string).replace(/^file:\/\//, ""));
  let at = 0;
  return tables.map(({ commits }) => paths.slice(at, (at += commits.length)));
}
