import { manifestDestination } from "../manifest/manifest-destination.ts";
import { overwriteDestination } from "../overwrite/over-destination.ts";
import { checkSink } from "../sink/check-sink.ts";
import type { Sink } from "../sink/sink.ts";
import { DESTINATION, type Destination, type TableSink } from "./destination.ts";
import type { WriteOptions } from "./write-options.ts";

/**
 * The destination that a sink or a table stands for.
 *
 * @throws {TypeError} when the argument `sink` is neither
 */
export function destinationOf(
  what: string,
  sink: Sink | TableSink,
  options: Pick<WriteOptions, "mode" | "version"> | undefined,
): Destination {
  const table = Object(sink) as Partial<TableSink>;
  const destination = table[DESTINATION];
  if (destination !== undefined) {
    const refused = destination.isByVersion ? (["mode"] as const) : (["mode", "version"] as const);
    const given = refused.find((name) => options?.[name] !== undefined);
    if (given !== undefined)
      throw new TypeError(
        `${what}: ${given} is for sinks with manifests${given === "version" ? ", and for tables that are appended to" : ""}; of a table the mode is an option of its sink. Leave it out here.`,
      );
    return destination;
  }
  checkSink(what, "sink", sink);
  return options?.mode === "overwritePartitions"
    ? overwriteDestination(sink as Sink)
    : manifestDestination(sink as Sink);
}

/** The options with the mode that the destination stands for, where it is by version. */
export function withMode<O extends Pick<WriteOptions, "mode">>(
  { isByVersion = false }: Destination,
  options: O,
): O {
  return isByVersion ? { ...options, mode: "append" } : options;
}
