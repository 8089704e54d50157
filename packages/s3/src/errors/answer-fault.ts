/** Names of what a client finds wrong with an answer, as {@link failureCode} knows them. */
type AnswerFaultName = "InvalidResponse" | "BadDigest" | "NoSuchBucket";

/** Something wrong that no server said: what it is follows from an answer, or from asking further. */
export function answerFault(name: AnswerFaultName, words: string, cause?: unknown): Error {
  const error = new Error(words, cause === undefined ? undefined : { cause });
  error.name = name;
  return error;
}
