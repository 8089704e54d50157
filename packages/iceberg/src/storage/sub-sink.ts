import type { Sink } from "@cloudapi/transform";

/** A sink over a folder of another: its keys are relative to the folder, and what it writes is where `uri` followed by the key says. */
export function subSink(sink: Sink, uri: string, folder: string): Sink {
  return {
    location: uri,
    prefix: "",
    create: (key, properties, options) => sink.create(folder + key, properties, options),
    read: (key, options) => sink.read(folder + key, options),
    async *list(below, options) {
      for await (const key of sink.list(folder + below, options)) yield key.slice(folder.length);
    },
    remove: (keys) => sink.remove(keys.map((key) => folder + key)),
  };
}
