import type { Column } from "@cloudapi/core";
import { exactInteger } from "@cloudapi/core/internal";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const SHORT_INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
const BOOLEAN = /^(?:true|false)$/i;

/**
 * How a column's CSV cells become what the same value is in JSON; an empty cell is null.
 *
 * Numbers are written as in JSON, true and false in any case. A cell that is not
 * written so stays text, and the contract refuses it as any text in such a column.
 *
 * @example
 * ```ts
 * import { cellReader } from "@cloudapi/records/internal";
 *
 * const read = cellReader({ type: { kind: "int32" } });
 * console.log(read("200"), read("2e2"), read(""), read("0x1")); // => 200 200 null 0x1
 * ```
 */
export function cellReader({ type }: Pick<Column, "type">): (cell: string) => unknown {
  switch (type.kind) {
    case "boolean":
      return readBoolean;
    case "int32":
    case "int64":
      return readInteger;
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
  if (cell === "") return null;
  if (SHORT_INTEGER.test(cell)) return Number(cell);
  const exact = exactInteger(cell);
  const nearest = typeof exact === "string" ? readNumber(cell) : exact;
  // Rounding may not make an integer of what is none.
  return typeof exact === "string" && Number.isInteger(nearest) ? cell : nearest;
}

function readBoolean(cell: string): unknown {
  if (cell === "") return null;
  return BOOLEAN.test(cell) ? cell.length === 4 : cell;
}
