import type { Sink } from "../sink/sink.ts";
import type { TakenFiles } from "./manifest.ts";
import { parseManifest } from "./read-manifest.ts";

/** What became of a takeover, as the manifest of who takes over says. */
type Outcome = "published" | "under way" | "gone";

/** The files of a manifest that readers see no more, though it names them: others took their place. */
export async function takenKeys(
  sink: Sink,
  taken: readonly TakenFiles[],
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const mark of taken)
    if (!mark.isDone && (await outcomeOf(sink, mark)) === "published")
      for (const key of mark.keys) keys.add(key);
  return keys;
}

/** What became of the takeover that a mark tells of. */
export async function outcomeOf(sink: Sink, { by, takeover }: TakenFiles): Promise<Outcome> {
  const bytes = await sink.read(by);
  if (bytes === undefined) return "gone";
  const found = parseManifest(bytes, by);
  if (found.takeover !== takeover || found.state === "aborted") return "gone";
  return found.state === "published" ? "published" : "under way";
}
