import { posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { localName } from "./local-name.ts";

test.each([
  ["../x", "PARENT_SEGMENT"],
  ["a/../../x", "PARENT_SEGMENT"],
  ["a/./x", "PARENT_SEGMENT"],
  ["..", "PARENT_SEGMENT"],
  ["/etc/passwd", "ABSOLUTE"],
  ["//server/share", "ABSOLUTE"],
  ["a//b", "EMPTY_SEGMENT"],
  ["", "EMPTY_SEGMENT"],
  ["..\\x", "BACKSLASH"],
  ["\\\\server\\share", "BACKSLASH"],
  ["a\0.csv", "NUL"],
  ["C:/x", "DRIVE_LETTER"],
  ["a/c:x", "DRIVE_LETTER"],
  ["é".repeat(128), "NAME_TOO_LONG"],
])("%j is refused: %s", (key, refused) => {
  expect(localName(key, "linux")).toMatchObject({ refused });
});

test.each([
  "...",
  "..a",
  "a..",
  ".hidden",
  "-rf",
  "~",
  "2025-01-15T10:30:45Z.json",
  "a b+ü%",
  "line\nbreak",
  "con",
])("%j is a name like another", (key) => {
  expect(localName(`day/${key}`, "linux")).toEqual({ segments: ["day", key] });
});

test.each(["con", "NUL.txt", "lpt1.csv", "ab:c", "a?", "a*", "x|y", "dot.", "space ", "tab\t"])(
  "%j is refused on Windows, which gives it another meaning",
  (key) => {
    expect(localName(`day/${key}`, "win32")).toMatchObject({ refused: "RESERVED_NAME" });
  },
);

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "..",
        ".",
        "/",
        "\\",
        "\0",
        "C:",
        "a",
        " ",
        "~",
        "%2e%2e",
        "．．",
        "\n",
        "con",
      ),
      fc.string({ maxLength: 3, unit: anyCodePoint }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(""));

test("whatever the key, a path that is given stays under the folder, and no two keys share one", () => {
  const keys = fc.tuple(hostile, hostile);
  fc.assert(
    fc.property(keys, ([a, b]) => {
      for (const [platform, path, root] of [
        ["linux", posix, "/data/in"],
        ["win32", win32, "D:\\data\\in"],
      ] as const) {
        const paths = [...new Set([a, b])].flatMap((key) => {
          const name = localName(key, platform);
          return "refused" in name ? [] : [path.resolve(path.join(root, ...name.segments))];
        });
        expect(paths.every((place) => place.startsWith(root + path.sep))).toBe(true);
        expect(new Set(paths).size).toBe(paths.length);
      }
    }),
    { numRuns: propertyRuns(1000) },
  );
});
