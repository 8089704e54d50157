import type { Sink } from "../../src/index.ts";

const PROPERTIES = { contentType: "text/plain", metadata: {} };

/**
 * Many writers at once each add one to a number under a key, `rounds` times, by conditional writes alone; what the number is
 * at the end, and how often a writer came too late and tried again.
 */
export async function countTogether(
  sink: Sink,
  { writers, rounds }: { readonly writers: number; readonly rounds: number },
): Promise<{ readonly count: number; readonly repeats: number }> {
  const key = `${sink.prefix}_manifests/count.json`;
  let repeats = 0;
  async function add(writer: number): Promise<void> {
    const found = await sink.read(key);
    const count = found === undefined ? 0 : Number.parseInt(Buffer.from(found).toString(), 10);
    const pending = await sink.create(key, PROPERTIES, { conditional: true });
    await pending.write(Buffer.from(`${count + 1} by ${writer}`));
    if ((await pending.publishIf?.(found)) === true) return;
    await pending.discard();
    repeats++;
    await add(writer);
  }
  async function work(writer: number): Promise<void> {
    for (let round = 0; round < rounds; round++) await add(writer);
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)));
  const last = Buffer.from((await sink.read(key)) ?? []).toString();
  return { count: Number.parseInt(last, 10), repeats };
}
