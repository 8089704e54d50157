import { outputWidth } from "./output-width.ts";
import { painter } from "./paint.ts";
import { printable } from "./printable.ts";
import { wrapLines } from "./wrap-text.ts";

/** Print a message to standard error, as wide as it is; the word before the first colon is red. */
export function tellError(message: string, stream: NodeJS.WriteStream = process.stderr): void {
  const text = message.split("\n").map(printable).join("\n");
  const wrapped = wrapLines(text, outputWidth(stream));
  const paint = painter(stream);
  stream.write(`${wrapped.replace(/^(Failed|Problem):/, (label) => paint("bad", label))}\n`);
}
