import { ProblemError, type ProblemInput } from "./problem.ts";

/**
 * Whether path and query can be read: of a length that is allowed, and their `%` escapes UTF-8, so that no text is taken
 * for another.
 *
 * @throws {ProblemError} 414 `URL_TOO_LONG`, 400 `INVALID_URL`
 */
export function checkUrl({ pathname, search }: URL, maxCharacters: number): void {
  if (pathname.length + search.length > maxCharacters)
    throw new ProblemError({
      status: 414,
      code: "URL_TOO_LONG",
      title: "The URL is too long.",
      detail: `Path and query have at most ${maxCharacters} characters. Ask for less at once.`,
    });
  if (!isDecodable(pathname) || !isDecodable(search)) throw new ProblemError(UNESCAPED_URL);
}

/** Of a URL whose escapes, or whose bytes without them, are not text. */
export const UNESCAPED_URL: ProblemInput = {
  status: 400,
  code: "INVALID_URL",
  title: "The URL is not right.",
  detail:
    "It is not UTF-8 in percent-escapes. Write each character as the escapes of its UTF-8 bytes, and a percent sign as %25.",
};

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
