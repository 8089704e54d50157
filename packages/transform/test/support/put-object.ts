import type { Sink } from "../../src/index.ts";

/** Write an object without a run, whatever was there. */
export async function putObject(sink: Sink, key: string, content: string | Buffer): Promise<void> {
  const pending = await sink.create(key, { contentType: "text/plain", metadata: {} });
  await pending.write(Buffer.from(content));
  await pending.publish();
}
