import type { Problem } from "@cloudapi/records";
import { withoutCredentials } from "./without-credentials.ts";

/** What went wrong once rows were published: they are there, and to say that they are not would have them loaded twice. */
export function lateWarning(
  code: "manifest_missing" | "rejected_rows_left",
  {
    what,
    error,
    advice,
  }: { readonly what: string; readonly error: unknown; readonly advice: string },
): Problem {
  const said = withoutCredentials(error instanceof Error ? error.message : String(error));
  return { code, message: `${what}: ${said.replace(/\.$/, "")}. ${advice}` };
}
