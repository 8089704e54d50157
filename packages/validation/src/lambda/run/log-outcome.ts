import type { HandlerLogger } from "@cloudapi/s3/internal";
import type { ObjectOutcome } from "./object-outcome.ts";

/** Log an outcome with its figures; nothing of it is from inside a row. */
export function logOutcome(logger: HandlerLogger, result: ObjectOutcome, elapsedMs: number): void {
  const { outcome, object } = result;
  if (outcome === "skipped") {
    logger.info("object skipped", { ...object, reason: result.reason, elapsedMs });
    return;
  }
  const { verdictKey, verdict } = result;
  const {
    passed,
    valid,
    dataset,
    contractHash,
    format,
    rowsIn,
    rowsValid,
    rowsRejected,
    rejectedByCode,
    alert,
    durationMs,
    runId,
  } = verdict;
  const problems = [...new Set(verdict.problems.map(({ code }) => code))];
  const { sizeBytes } = verdict.object;
  const fields = {
    ...object,
    sizeBytes,
    passed,
    valid,
    dataset,
    contractHash,
    format,
    rowsIn,
    rowsValid,
    rowsRejected,
    rejectedByCode,
    problems,
    verdictKey,
    alert,
    durationMs,
    elapsedMs,
    runId,
  };
  if (passed) logger.info(`object ${outcome}`, fields);
  else logger.warn(`object ${outcome}, not passed`, fields);
}
