import type { Exchange } from "../exchange.ts";
import { findUpload } from "../objects/uploads.ts";

/** AbortMultipartUpload. */
export async function abortMultipartUpload(exchange: Exchange): Promise<void> {
  await exchange.store.deleteUpload(exchange.bucket, findUpload(exchange));
  exchange.send(204);
}
