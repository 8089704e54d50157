import type { AvroBytes } from "./avro-bytes.ts";
import type { AvroComplex, AvroSchema } from "./avro-schema.ts";

/** Writes a value behind those before. */
export type WriteValue = (out: AvroBytes, value: unknown) => void;

const PRIMITIVES: Readonly<Record<string, WriteValue>> = {
  boolean: (out, value) => out.byte(value === true ? 1 : 0),
  int: (out, value) => out.long(value as number),
  long: (out, value) => out.long(value as number | bigint),
  float: (out, value) => out.float(value as number),
  double: (out, value) => out.double(value as number),
  bytes: (out, value) => out.sized(value as Uint8Array),
  string: (out, value) => out.text(value as string),
};

/** How values of a schema are written: records by the names of their fields, null and undefined as null. */
export function valueWriter(schema: AvroSchema): WriteValue {
  if (typeof schema === "string") return PRIMITIVES[schema] as WriteValue;
  if (!isUnion(schema)) return complexWriter(schema);
  // Every union is of null and a type.
  const write = valueWriter(schema[1] as AvroSchema);
  return (out, value) => {
    const isNull = value === null || value === undefined;
    out.long(isNull ? 0 : 1);
    if (!isNull) write(out, value);
  };
}

function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

function complexWriter(schema: AvroComplex): WriteValue {
  switch (schema.type) {
    case "record": {
      const fields = schema.fields.map(({ name, type }) => [name, valueWriter(type)] as const);
      return (out, value) => {
        const record = value as Readonly<Record<string, unknown>>;
        for (const [name, write] of fields) write(out, record[name]);
      };
    }
    case "array": {
      const write = valueWriter(schema.items);
      return (out, value) => {
        const items = value as readonly unknown[];
        if (items.length > 0) out.long(items.length);
        for (const item of items) write(out, item);
        out.long(0);
      };
    }
    case "fixed":
      return (out, value) => out.raw(value as Uint8Array);
    default:
      return PRIMITIVES[schema.type] as WriteValue;
  }
}
