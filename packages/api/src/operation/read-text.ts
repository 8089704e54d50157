import type { Parameter } from "./parameter.ts";

const NUMBER = /^-?(?:0|[1-9]\d{0,40})(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/;

/** Text as what it is read as. What is not written as its kind is stays text, which a schema refuses. */
export function readText(text: string, reading: Parameter["reading"] = "text"): unknown {
  if (reading === "number" && NUMBER.test(text)) return Number(text);
  if (reading === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
