/** What a sample is, as far as its first characters say. */
export type SampleKind = "json-lines" | "json-array" | "csv";

/** Tell what a sample is by its first character; what the caller says comes first. */
export function sampleKind(text: Buffer, said: "json" | "csv" | "auto"): SampleKind {
  const [first = ""] = text.toString("utf8", 0, 262_144).trimStart();
  const isJson = said === "json" || (said === "auto" && /[{[]/.test(first));
  if (!isJson) return "csv";
  return first === "[" ? "json-array" : "json-lines";
}
