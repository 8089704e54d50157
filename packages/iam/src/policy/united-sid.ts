/** Statement ids hold letters and digits only: `ReadRaw` and `WriteQuarantine` are `ReadRawAndWriteQuarantine`. */
export function unitedSid(a: string, b: string): string {
  return [...new Set([...a.split("And"), ...b.split("And")])].sort().join("And");
}

/** An id as it was before it was numbered among others. */
export function withoutNumber(sid: string): string {
  let end = sid.length;
  while (end > 0 && "0123456789".includes(sid[end - 1] ?? "")) end--;
  return sid.slice(0, end);
}
