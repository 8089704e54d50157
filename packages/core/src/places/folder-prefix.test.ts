import { expect, it } from "vitest";
import { folderPrefix } from "./folder-prefix.ts";

it("ends a folder's prefix in one slash, and leaves the whole bucket whole", () => {
  expect(["q", "q/", "a/b", ""].map(folderPrefix)).toEqual(["q/", "q/", "a/b/", ""]);
});
