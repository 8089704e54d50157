/** The JSON object in a request's body; `undefined` for all else. */
export function jsonObject<T extends object>(body: Buffer): T | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
