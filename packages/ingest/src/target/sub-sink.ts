import type { Sink } from "@cloudapi/transform";

/** A folder of a sink as a sink. */
export function subSink(sink: Sink, folder: string): Sink {
  const slash = sink.location === "" || sink.location.endsWith("/") ? "" : "/";
  return {
    location: `${sink.location}${slash}${folder}`,
    prefix: `${sink.prefix}${folder}`,
    create: (key, properties, options) => sink.create(key, properties, options),
    read: (key, options) => sink.read(key, options),
    list: (place, options) => sink.list(place, options),
    ...(sink.listDated && { listDated: (place, options) => listDated(sink, place, options) }),
    remove: (keys) => sink.remove(keys),
  };
}

function listDated(
  sink: Sink,
  ...place: Parameters<NonNullable<Sink["listDated"]>>
): ReturnType<NonNullable<Sink["listDated"]>> {
  return (sink.listDated as NonNullable<Sink["listDated"]>)(...place);
}
