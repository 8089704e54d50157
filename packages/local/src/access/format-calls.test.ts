import { expect, it } from "vitest";
import { formatCalls } from "./format-calls.ts";

it("says who did what, through whom, and which statement decided", () => {
  const call = {
    time: new Date(0),
    requestId: "R",
    service: "s3",
    operation: "GetObject",
    principal: "arn:aws:sts::000000000000:assumed-role/job/run:1",
    calledVia: ["athena.amazonaws.com"],
    action: "s3:GetObject",
    resource: "arn:aws:s3:::lake/a",
    by: { kind: "identity", policy: "own", statement: 0, sid: "Read" },
    decision: "allow",
    why: "Statement 0 (Read) of the identity policy own allows it.",
  } as const;
  const denied = { ...call, decision: "undecided", calledVia: [], why: "Because." } as const;
  expect(formatCalls([call, denied])).toBe(
    [
      "1970-01-01T00:00:00.000Z assumed-role/job/run:1 s3 GetObject via athena.amazonaws.com: s3:GetObject arn:aws:s3:::lake/a",
      "  allowed: Statement 0 (Read) of the identity policy own allows it.",
      "1970-01-01T00:00:00.000Z assumed-role/job/run:1 s3 GetObject: s3:GetObject arn:aws:s3:::lake/a",
      "  denied: Because.",
    ].join("\n"),
  );
  expect(formatCalls([])).toBe("");
});
