/** What became of a call: its error's name, its status where an answer has no body, or `done`. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
      error.name === "Unknown" ? String(error.$metadata?.httpStatusCode) : error.name,
  );
}
