import type { Sink } from "./sink.ts";

const METHODS = ["create", "read", "list", "remove"] as const satisfies readonly (keyof Sink)[];

/**
 * Refuse an argument that is not a sink.
 *
 * @throws {TypeError} when it is not one: mostly it is a path
 */
export function checkSink(what: string, argument: string, value: unknown): void {
  const sink = Object(value) as Record<string, unknown>;
  if (METHODS.every((method) => typeof sink[method] === "function")) return;
  throw new TypeError(
    `${what}: ${argument} must be a folderSink(path), an s3Sink(s3, place), a memorySink(), or an object of your own with the methods ${METHODS.join(", ")}.`,
  );
}
