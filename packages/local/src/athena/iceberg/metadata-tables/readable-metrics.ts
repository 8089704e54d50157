import type { DataFile, IcebergType } from "@cloudapi/iceberg";
import { type FoundField, parsePrimitive, valueOfBytes } from "@cloudapi/iceberg/internal";
import { humanText } from "./human-text.ts";

/** Fields of position deletes: the file, and the row in it. */
const DELETE_TYPES: ReadonlyMap<number, string> = new Map([
  [2_147_483_546, "string"],
  [2_147_483_545, "long"],
]);

/** A bound of a file's values in words; `undefined` for bytes that are none of the type, or of a field that is not known. */
export function boundText(
  type: IcebergType | undefined,
  id: number,
  bytes: Uint8Array,
): string | undefined {
  const name = type ?? DELETE_TYPES.get(id);
  const primitive = typeof name === "string" ? parsePrimitive(name) : undefined;
  const value = primitive && valueOfBytes(primitive, bytes);
  return primitive === undefined || value === undefined ? undefined : humanText(primitive, value);
}

/** Types whose bounds stand in JSON as they are. */
const PLAIN = new Set(["boolean", "int", "long", "float", "double"]);

/** Types whose bounds are hexadecimal digits there. */
const BYTES = /^(?:binary|fixed\[.*)$/;

function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

/** What is known of the values of each column, by its name, as JSON. */
export function readableMetrics(fields: ReadonlyMap<number, FoundField>, file: DataFile): string {
  const metrics = [...fields.values()]
    .filter(({ type }) => typeof type === "string")
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ id, path, type }) => {
      const bound = (bytes: Uint8Array | undefined) => {
        if (bytes === undefined) return "null";
        if (BYTES.test(type as string)) return JSON.stringify(hexText(bytes));
        const shown = boundText(type, id, bytes);
        if (shown === undefined) return "null";
        const isPlain = PLAIN.has(type as string) && !/Infinity|NaN/.test(shown);
        return isPlain ? shown : JSON.stringify(shown);
      };
      const members = {
        column_size: file.columnSizes?.get(id) ?? null,
        value_count: file.valueCounts?.get(id) ?? null,
        null_value_count: file.nullCounts?.get(id) ?? null,
        nan_value_count: file.nanCounts?.get(id) ?? null,
      };
      const counts = JSON.stringify(members).slice(0, -1);
      const [lower, upper] = [file.lowerBounds?.get(id), file.upperBounds?.get(id)];
      return `${JSON.stringify(path)}:${counts},"lower_bound":${bound(lower)},"upper_bound":${bound(upper)}}`;
    });
  return `{${metrics.join(",")}}`;
}
