import { expect, it } from "vitest";
import type { TakenFiles } from "./manifest.ts";
import { boundedMarks } from "./marks.ts";

function mark(by: string, rest: Partial<TakenFiles> = {}): TakenFiles {
  return { by, takeover: by, keys: [], isDone: true, isGone: true, ...rest };
}

it("keeps the last hundred marks, what is in files with others' rows, and the source's own last run", () => {
  const others = Array.from({ length: 150 }, (_, i) => mark(`other ${i}`));
  const merged = mark("merged", { isGone: false });
  const [first, last] = [mark("first", { isOwn: true }), mark("last", { isOwn: true })];
  const kept = boundedMarks([merged, first, last, ...others]);
  expect(kept).toEqual([merged, last, ...others.slice(50)]);
  expect(boundedMarks(kept)).toEqual(kept);
  expect(boundedMarks(others)).toEqual(others.slice(50));
});
