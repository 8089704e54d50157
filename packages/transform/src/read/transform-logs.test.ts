import { accessLogFormat, accessLogs, vpcFlowLogFormat, vpcFlowLogs } from "@cloudapi/records/logs";
import { expect, it } from "vitest";
import { quarantined } from "../../test/support/logs.ts";
import { memorySink, transform } from "../index.ts";

it("writes log lines by day in UTC, and keeps those that are none with their place", async () => {
  const sink = memorySink();
  const text = [
    '192.0.2.7 - - [14/Jan/2025:23:30:00 -0500] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"',
    "no log line at all",
    '192.0.2.7 - - [15/Jan/2025:00:30:00 +0100] "GET /b HTTP/1.1" 404 - "-" "curl/8.5.0"',
  ].join("\n");
  const report = await transform(accessLogs, text, sink, { format: accessLogFormat });
  expect(report).toMatchObject({
    rowsIn: 3,
    rowsWritten: 2,
    rowsRejected: 1,
    format: "access-log",
  });
  expect(report.partitions.map(({ partition }) => partition)).toEqual([
    "year=2025/month=01/day=14/",
    "year=2025/month=01/day=15/",
  ]);
  expect(quarantined(sink)).toMatchObject([
    { format: "access-log", line: 2, byteOffset: 84, raw: "no log line at all" },
  ]);
});

it("counts fields of a header that the contract does not know", async () => {
  const text = "version start brand-new\n2 1736937045 x\n2 1736937046 y\n";
  const report = await transform(vpcFlowLogs, text, memorySink(), { format: vpcFlowLogFormat });
  expect(report).toMatchObject({ rowsWritten: 2, unknownFields: { brand_new: 2 } });
});
