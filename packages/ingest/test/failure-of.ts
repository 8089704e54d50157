import { createServer } from "node:net";
import { inspect } from "node:util";
import { IngestError } from "../src/errors/ingest-error.ts";

/** What a call was refused with, having made sure that the error has no password in it, and says what to do. */
export async function failureOf(
  call: Promise<unknown> | undefined,
  secret: string,
): Promise<Record<string, unknown>> {
  const error: unknown = await Promise.resolve(call).then(
    () => new Error("it was not refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof IngestError)) throw error;
  if (inspect(error, { depth: 10, showHidden: true }).includes(secret))
    throw new Error("the error has the password in it");
  const { code, source, table } = error;
  return { code, source, ...(table !== undefined && { table }) };
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
