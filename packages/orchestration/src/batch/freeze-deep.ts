/** Freeze a value of plain data with all that is in it. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) freezeDeep(each);
  return Object.freeze(value);
}
