import { show } from "./check-names.ts";

/** @throws {TypeError} when this is not a name that Athena gives a database or table */
export function checkCatalogName(
  what: string,
  name: string,
  text: unknown,
): asserts text is string {
  if (typeof text === "string" && /^[a-z0-9_-]{1,255}$/.test(text)) return;
  throw new TypeError(
    `${what}: ${name} must be 1 to 255 lower-case letters, digits, underscores and hyphens, not ${show(text)}.`,
  );
}

/** @throws {TypeError} when this is not the name of a work group */
export function checkWorkGroup(what: string, name: string, text: unknown): asserts text is string {
  if (typeof text === "string" && /^[\w.-]{1,128}$/.test(text)) return;
  throw new TypeError(
    `${what}: ${name} must be the name of a work group (1 to 128 letters, digits, and _ . -), not ${show(text)}.`,
  );
}

/** @throws {TypeError} when this is not the name of a function of Lambda */
export function checkFunctionName(
  what: string,
  name: string,
  text: unknown,
): asserts text is string {
  if (typeof text === "string" && /^[\w-]{1,64}$/.test(text)) return;
  throw new TypeError(
    `${what}: ${name} must be the name of a function (1 to 64 letters, digits, _ and -), not ${show(text)}.`,
  );
}

/** @throws {TypeError} when this is not the name of a table bucket of S3 Tables */
export function checkTableBucket(
  what: string,
  name: string,
  text: unknown,
): asserts text is string {
  if (typeof text === "string" && /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text)) return;
  throw new TypeError(
    `${what}: ${name} must be the name of a table bucket (3 to 63 lower-case letters, digits and hyphens), not ${show(text)}.`,
  );
}
