import type { Column } from "@cloudapi/core";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d{1,40}$/;
const BOOLEAN = /^(?:true|false)$/i;

/**
 * How a column's CSV cells become what the same value is in JSON; an empty cell is null.
 *
 * Numbers are written as in JSON, true and false in any case. A cell that is not written so stays
 * text, and the contract refuses it as any text in such a column.
 *
 * @example
 * ```ts
 * import { cellReader } from "@cloudapi/records/internal";
 *
 * const read = cellReader({ name: "status_code", type: { kind: "int32" }, nullable: false }, new Set());
 * console.log(read("200"), read(""), read("0x1")); // => 200 null 0x1
 * ```
 */
export function cellReader(
  { name, type }: Column,
  exactFields: ReadonlySet<string>,
): (cell: string) => unknown {
  switch (type.kind) {
    case "boolean":
      return readBoolean;
    case "int64":
      return exactFields.has(name) ? readInteger : readNumber;
    case "int32":
    case "float":
    case "double":
      return readNumber;
    default:
      return readText;
  }
}

function readText(cell: string): unknown {
  return cell === "" ? null : cell;
}

function readNumber(cell: string): unknown {
  if (cell === "") return null;
  return NUMBER.test(cell) ? Number(cell) : cell;
}

function readInteger(cell: string): unknown {
  return INTEGER.test(cell) && NUMBER.test(cell) ? BigInt(cell) : readNumber(cell);
}

function readBoolean(cell: string): unknown {
  if (cell === "") return null;
  return BOOLEAN.test(cell) ? cell.length === 4 : cell;
}
