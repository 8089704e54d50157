import type { DataType, StructField } from "./data-type.ts";
import { parseTypeName } from "./parse-type-name.ts";

/** Types inside one another that are read. */
const MAX_DEPTH = 100;
/** A name or leaf type: what ends at one of the signs of a nested type. */
const WORD = /[A-Za-z0-9_]+(?:\(\d{1,2},\d{1,2}\))?/y;

/** The type that a text of `formatDataType` stands for, or `undefined` when it stands for none. */
export function parseDataType(text: string): DataType | undefined {
  const reader = { text, at: 0 };
  const type = readType(reader, 0);
  return reader.at === text.length ? type : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readType(reader: Reader, depth: number): DataType | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const word = readWord(reader);
  if (!accept(reader, "<")) return parseTypeName(word);
  const type = readNested(word, reader, depth + 1);
  return accept(reader, ">") ? type : undefined;
}

function readNested(word: string, reader: Reader, depth: number): DataType | undefined {
  if (word === "struct") {
    const fields: StructField[] = [];
    do {
      const field = readField(reader, depth);
      if (field === undefined) return undefined;
      fields.push(field);
    } while (accept(reader, ","));
    return { kind: "struct", fields };
  }
  if (word === "map" && !(readWord(reader) === "string" && accept(reader, ","))) return undefined;
  const inside = readType(reader, depth);
  if (inside === undefined) return undefined;
  const nullable = accept(reader, "?");
  if (word === "map") return { kind: "map", value: inside, valueNullable: nullable };
  return word === "list" ? { kind: "list", element: inside, elementNullable: nullable } : undefined;
}

function readField(reader: Reader, depth: number): StructField | undefined {
  const name = readWord(reader);
  const nullable = accept(reader, "?");
  if (name === "" || !accept(reader, ":")) return undefined;
  const type = readType(reader, depth);
  return type && { name, type, nullable };
}

function readWord(reader: Reader): string {
  WORD.lastIndex = reader.at;
  const word = WORD.exec(reader.text)?.[0] ?? "";
  reader.at += word.length;
  return word;
}

function accept(reader: Reader, sign: string): boolean {
  if (reader.text[reader.at] !== sign) return false;
  reader.at++;
  return true;
}
