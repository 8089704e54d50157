import type { Column, DataType } from "@cloudapi/core";
import { putField } from "@cloudapi/core/internal";

type ValueDecoder = (value: unknown) => unknown;

/** A row of a dataset as `rowEncoder` has written it, parsed by `JSON.parse`; a value of another type is left for the check to refuse. */
export function rowDecoder(
  columns: readonly Column[],
): (parsed: unknown) => Record<string, unknown> {
  const decode = structDecoder(columns);
  return (parsed) => decode(parsed) as Record<string, unknown>;
}

function structDecoder(
  fields: readonly { readonly name: string; readonly type: DataType }[],
): ValueDecoder {
  const decoders = new Map(fields.map(({ name, type }) => [name, orNull(valueDecoder(type))]));
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    const row: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(value))
      putField(row, name, decoders.get(name)?.(each) ?? each);
    return row;
  };
}

function valueDecoder(type: DataType): ValueDecoder {
  switch (type.kind) {
    case "int64":
      return wholeNumber;
    case "decimal":
      return (value) => (typeof value === "number" ? String(value) : value);
    case "float":
    case "double":
      return (value) => (typeof value === "string" ? Number(value) : value);
    case "struct":
      return structDecoder(type.fields);
    case "list":
      return listDecoder(type.element);
    case "map":
      return mapDecoder(type.value);
    default:
      return (value) => value;
  }
}

function wholeNumber(value: unknown): unknown {
  if (typeof value === "string") return /^-?\d{1,19}$/.test(value) ? BigInt(value) : value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function listDecoder(element: DataType): ValueDecoder {
  const decode = orNull(valueDecoder(element));
  return (value) => (Array.isArray(value) ? value.map(decode) : value);
}

function mapDecoder(type: DataType): ValueDecoder {
  const decode = orNull(valueDecoder(type));
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decode(each)]));
  };
}

function orNull(decode: ValueDecoder): ValueDecoder {
  return (value) => (value === null ? null : decode(value));
}
