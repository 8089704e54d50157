/** Whether a value is an object with fields, as a record is, and neither a list nor a promise. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    typeof (value as { then?: unknown }).then !== "function"
  );
}
