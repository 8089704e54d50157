import { checkOptionNames } from "@cloudapi/core/internal";
import type { TableName } from "./catalog.ts";

const MOST_BYTES = 255;
const RULE = `text of 1 to ${MOST_BYTES} bytes without slashes and control characters`;
const SHOWN = 60;

/**
 * Refuse a name that no catalog could have; which of them a catalog has besides is its own rule.
 *
 * @throws {TypeError} for what is not text, an unknown part, an empty one, control characters or slashes, or more than 255 bytes
 */
export function checkTableName(what: string, name: TableName): void {
  checkOptionNames(`${what}: a table's name`, name, ["namespace", "name"]);
  checkNamespace(what, name.namespace);
  checkPart(what, "name", name.name);
}

/** The levels of a namespace, outermost first: dots are between them. */
export function namespaceLevels(namespace: string): readonly string[] {
  return namespace.split(".");
}

export function checkNamespace(what: string, namespace: string): void {
  if (typeof namespace === "string" && namespaceLevels(namespace).every(isPart)) return;
  throw new TypeError(
    `${what}: namespace must be levels with dots between them, each ${RULE}, not ${shown(namespace)}.`,
  );
}

function checkPart(what: string, part: string, text: unknown): void {
  if (!isPart(text)) throw new TypeError(`${what}: ${part} must be ${RULE}, not ${shown(text)}.`);
}

function isPart(text: unknown): boolean {
  return (
    typeof text === "string" &&
    text !== "" &&
    text !== "." &&
    text !== ".." &&
    !/[\p{Cc}/\\]/u.test(text) &&
    Buffer.byteLength(text) <= MOST_BYTES
  );
}

function shown(text: unknown): string {
  const isLong = typeof text === "string" && text.length > SHOWN;
  return isLong
    ? `${JSON.stringify(text.slice(0, SHOWN))}… (${Buffer.byteLength(text)} bytes)`
    : String(JSON.stringify(text));
}

/** `namespace.name`, for messages. */
export function tableTitle({ namespace, name }: TableName): string {
  return `${namespace}.${name}`;
}
