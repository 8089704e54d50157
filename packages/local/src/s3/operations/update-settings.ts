import type { Exchange } from "../exchange.ts";
import type { BucketSettings } from "../store/records.ts";

/** Change settings of the request's bucket, and answer that it is done. */
export async function updateSettings(
  exchange: Exchange,
  change: Partial<BucketSettings>,
  status = 200,
): Promise<void> {
  await exchange.store.updateSettings(exchange.bucket, change);
  exchange.send(status);
}
