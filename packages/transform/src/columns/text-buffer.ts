import type { ColumnBuffer } from "./column-buffer.ts";
import type { TextValues } from "./column-values.ts";

const FIRST_CAPACITY = 16;
const CODE_BYTES = 4;
/** What a distinct text costs beside its characters: string header, map entry, dictionary slot. */
const ENTRY_BYTES = 72;
/** Past this many distinct texts, of which most were new, looking each up costs more than it saves. */
const CARDINALITY_CAP = 16_384;

/** A buffer of text as codes into a dictionary; a column of mostly different texts stops looking them up. */
export function createTextBuffer(): ColumnBuffer {
  let codes = new Int32Array(0);
  let dictionary: string[] = [];
  let known: Map<string, number> | undefined = new Map();
  let rows = 0;
  let nulls = 0;

  function addText(text: string): number {
    const code = dictionary.length;
    dictionary.push(text);
    known?.set(text, code);
    if (code === CARDINALITY_CAP && dictionary.length * 2 > rows) known = undefined;
    return code;
  }

  function append(value: unknown): number {
    if (rows === codes.length) codes = grown(codes);
    if (value === null || value === undefined) {
      codes[rows++] = -1;
      nulls++;
      return CODE_BYTES;
    }
    const text = value as string;
    const found = known?.get(text);
    codes[rows++] = found ?? addText(text);
    return found === undefined ? CODE_BYTES + ENTRY_BYTES + text.length * 2 : CODE_BYTES;
  }

  function take(): TextValues {
    const taken: TextValues = { kind: "text", codes: codes.subarray(0, rows), dictionary, hasNulls: nulls > 0 };
    codes = new Int32Array(0);
    dictionary = [];
    known = new Map();
    rows = 0;
    nulls = 0;
    return taken;
  }

  return { append, take };
}

function grown(codes: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(FIRST_CAPACITY, codes.length * 2));
  larger.set(codes);
  return larger;
}
