/**
 * A text with `***` for the user and password of addresses in it, whatever characters a password has: all between `://` and the last
 * `@` of a word.
 */
export function withoutCredentials(text: string): string {
  return text
    .split(/(\s)/)
    .map((word) => {
      const start = word.indexOf("://") + "://".length;
      const at = word.lastIndexOf("@");
      return start > 2 && at >= start ? `${word.slice(0, start)}***${word.slice(at)}` : word;
    })
    .join("");
}
