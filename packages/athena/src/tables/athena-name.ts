/**
 * Refuse a name that Athena can't give a table or column: it takes lower-case letters, digits and underscores,
 * and would fold upper case in silence.
 *
 * @throws {TypeError} for what is not a string
 * @throws {RangeError} for a name that is empty, longer than 255, or has other characters
 */
export function checkAthenaName(what: string, name: unknown): string {
  if (typeof name !== "string")
    throw new TypeError(`${what} must be a string, not ${typeof name}.`);
  if (/^[a-z0-9_]{1,255}$/.test(name)) return name;
  const lower = name.toLowerCase();
  const hint = /^[a-z0-9_]{1,255}$/.test(lower)
    ? ` Athena would make it ${lower}; write that.`
    : "";
  throw new RangeError(
    `${what} must be 1 to 255 lower-case letters, digits and underscores, not "${name.slice(0, 80)}".${hint}`,
  );
}
