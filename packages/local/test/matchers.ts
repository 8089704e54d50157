import { expect } from "vitest";

/** Any text, typed as one. */
export function anyText(): string {
  return expect.any(String) as string;
}

/** A text that a pattern matches, typed as one. */
export function textLike(pattern: RegExp): string {
  return expect.stringMatching(pattern) as string;
}
