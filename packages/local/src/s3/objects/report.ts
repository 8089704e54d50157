import type { Exchange } from "../exchange.ts";
import type { Bucket } from "../store/bucket.ts";
import type { ObjectVersion } from "../store/records.ts";
import { versionHeader } from "./object-headers.ts";

/** Report that a version was made, under one of the `ObjectCreated` names. */
export function reportCreated(
  exchange: Exchange,
  bucket: Bucket,
  version: ObjectVersion,
  eventName: string,
): void {
  report(exchange, bucket, exchange.key, eventName, version);
}

/** Report that something happened to a version of a key. */
export function report(
  exchange: Exchange,
  bucket: Bucket,
  key: string,
  eventName: string,
  version: ObjectVersion | { versionId: string | undefined },
): void {
  const whole = "size" in version && !version.deleteMarker ? version : undefined;
  exchange.services.events.emit(
    {
      eventName,
      bucket: bucket.name,
      key,
      size: whole?.size,
      etag: whole?.etag,
      versionId: whole ? versionHeader(whole, bucket) : version.versionId,
      time: exchange.services.now(),
      requestId: exchange.requestId,
      sourceAddress: exchange.sourceAddress,
    },
    bucket.settings.notifications,
  );
}
