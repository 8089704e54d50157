import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { anyEndpoint } from "../testing/any-report.ts";
import { endpointLabels } from "./endpoint-labels.ts";

const TENANT = "/v2/54fadb412c4e40cdbaed9335e4c35a9e";

it("cuts ids in the middle of a path, so that endpoints stay apart", () => {
  const endpoints = [
    `${TENANT}/servers/detail`,
    `${TENANT}/servers/127e769a-4fe6-4548-93b1-513ac51e0452`,
    `${TENANT}/servers/1728e769-0000-4548-93b1-513ac51e0452`,
    "/v2/e9746973ac574c6b8a9e8857f56a7608/servers/detail",
  ];
  expect(endpointLabels(endpoints, 24)).toEqual([
    "/v2/54fa…/servers/detail",
    "/v2/54fa…/servers/127e…",
    "/v2/54fa…/servers/1728…",
    "/v2/e974…/servers/detail",
  ]);
  expect(endpointLabels(endpoints.slice(0, 1), 80)).toEqual(endpoints.slice(0, 1));
});

it("shows what paths differ in, where it is deep in them", () => {
  const long = (id: string) => `/zm/index.php?view=request&request=stream&connkey=${id}&rand=99`;
  const labels = endpointLabels([long("449160"), long("785750")], 24);
  expect(labels[0]).toContain("44916…");
  expect(labels[1]).toContain("78575…");
});

it("numbers what can't be told apart in the width there is, and what looks alike", () => {
  const endpoints = ["/\u200B", "/\u200C", `/${"x".repeat(30)}ab${"y".repeat(30)}cd`, "/a"];
  expect(endpointLabels(endpoints, 10).slice(0, 2)).toEqual(["/·", "/·~2"]);
});

it("gives every endpoint a label of its own that fits, whatever it is made of", () => {
  const endpoints = fc.uniqueArray(anyEndpoint, { maxLength: 15 });
  fc.assert(
    fc.property(endpoints, fc.integer({ min: 8, max: 60 }), (each, width) => {
      const labels = endpointLabels(each, width);
      expect(new Set(labels).size).toBe(each.length);
      expect(Math.max(0, ...labels.map(displayWidth))).toBeLessThanOrEqual(width);
    }),
    { numRuns: propertyRuns(300) },
  );
});
