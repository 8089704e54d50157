import type { DataType } from "@cloudapi/core";
import { parseDataType } from "@cloudapi/core/internal";

/** What Athena calls types that have another name in contracts; integers of fewer bits are read as those of 32. */
const NAMES: Readonly<Record<string, string>> = {
  int: "int32",
  integer: "int32",
  tinyint: "int32",
  smallint: "int32",
  bigint: "int64",
  real: "float",
  array: "list",
};

/** The type of a column by Athena's name for it, nothing of which may be null, as far as a contract has such a type. */
export function parseAthenaType(text: string): DataType | undefined {
  const words = text
    .toLowerCase()
    .replaceAll(/[\s`]+/g, "")
    .replaceAll(/(?:varchar|char)\(\d+\)/g, "string")
    // The name of a field may be a word for a type: it is followed by a colon.
    .replaceAll(/[a-z]\w*:?/g, (word) => NAMES[word] ?? word);
  return parseDataType(words);
}
