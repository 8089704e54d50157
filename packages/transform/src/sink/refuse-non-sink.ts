import type { Sink } from "./sink.ts";

const METHODS = ["create", "read", "remove"] as const satisfies readonly (keyof Sink)[];

/** @throws {TypeError} when an argument of `transform` is no sink: mostly it is a path */
export function refuseNonSink(argument: string, value: unknown): void {
  const sink = Object(value) as Record<string, unknown>;
  if (METHODS.every((method) => typeof sink[method] === "function")) return;
  throw new TypeError(
    `transform: ${argument} must be a folderSink(path), an s3Sink(s3, place), a memorySink(), or your own with ${METHODS.join(", ")}.`,
  );
}
