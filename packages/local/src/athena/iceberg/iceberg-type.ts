import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, IcebergType } from "@cloudapi/iceberg";

const PRIMITIVES: Partial<Record<SqlType["kind"], string>> = {
  boolean: "boolean",
  tinyint: "int",
  smallint: "int",
  integer: "int",
  bigint: "long",
  real: "float",
  double: "double",
  varchar: "string",
  varbinary: "binary",
  date: "date",
};

/** Columns of SQL as the fields of a new Iceberg table: those of one level get their ids before those inside them. */
export function icebergFields(
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  nextId: () => number,
): IcebergField[] {
  const ids = columns.map(nextId);
  return columns.map(({ name, type }, i) => ({
    id: ids[i] ?? 0,
    name,
    required: false,
    type: icebergType(type, nextId),
  }));
}

/**
 * A type of SQL as Iceberg has it.
 *
 * @throws {TrinoError} NOT_SUPPORTED for one that it doesn't have
 */
function icebergType(type: SqlType, nextId: () => number): IcebergType {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "timestamp":
      if (type.precision === 6) return "timestamp";
      throw precisionError(type.precision, "timestamp(6)");
    case "timestamp with time zone":
      if (type.precision === 6) return "timestamptz";
      throw precisionError(type.precision, "timestamp(6) with time zone");
    case "array": {
      const id = nextId();
      const element = icebergType(type.element, nextId);
      return { type: "list", "element-id": id, element, "element-required": false };
    }
    case "map": {
      const [keyId, valueId] = [nextId(), nextId()];
      const [key, value] = [icebergType(type.key, nextId), icebergType(type.value, nextId)];
      return {
        type: "map",
        "key-id": keyId,
        key,
        "value-id": valueId,
        value,
        "value-required": false,
      };
    }
    case "row": {
      const fields = type.fields.map((field, i) => ({ ...field, name: field.name ?? `field${i}` }));
      return { type: "struct", fields: icebergFields(fields, nextId) };
    }
    default: {
      const primitive = PRIMITIVES[type.kind];
      if (primitive !== undefined) return primitive;
      throw new TrinoError("NOT_SUPPORTED", `Type not supported for Iceberg: ${formatType(type)}`);
    }
  }
}

function precisionError(precision: number, instead: string): TrinoError {
  return new TrinoError(
    "NOT_SUPPORTED",
    `Timestamp precision (${precision}) not supported for Iceberg. Use "${instead}" instead.`,
  );
}
