import { apiLogs, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { buildGrants } from "../access/build-grants.ts";
import { buildExternalSchema } from "./build-external-schema.ts";
import { buildHotColdView } from "./build-hot-cold-view.ts";

const timeless = defineDataset({ name: "names", schema: z.object({ name: z.string() }) });

it("puts recent rows of the warehouse and older ones of the lake into one view", () => {
  const sql = buildHotColdView(apiLogs, {
    view: "all_logs",
    externalSchema: "lake",
    hotFrom: "2025-01-01",
  });
  expect(sql).toContain('"lake"."api_logs"');
  expect(sql).toContain("UNION ALL");
  expect(sql.match(/2025-01-01/g)).toHaveLength(2);
});

it("refuses a view of rows that have no time", () => {
  expect(() =>
    buildHotColdView(timeless, { view: "all", externalSchema: "lake", hotFrom: "2025-01-01" }),
  ).toThrow('"names" has no event time');
});

it("grants readers the table, and loaders what a load works with", () => {
  const statements = buildGrants(apiLogs, { readers: ["Analysts"], loaders: ["loader"] });
  expect(statements).toContain('GRANT SELECT ON TABLE "public"."api_logs" TO ROLE "analysts"');
  expect(statements.filter((each) => each.endsWith('TO ROLE "loader"'))).toHaveLength(4);
});

it("refuses grants to nobody", () => {
  expect(() => buildGrants(apiLogs, {})).toThrow("name at least one role");
  expect(() => buildGrants(apiLogs, { readers: "analysts" as never })).toThrow(
    "readers must be a list of roles",
  );
});

it("reads the catalog of the lake by a role", () => {
  const iamRole = "arn:aws:iam::123456789012:role/spectrum";
  expect(buildExternalSchema({ schema: "lake", database: "datalake_db", iamRole })).toContain(
    `IAM_ROLE '${iamRole}'`,
  );
});

it("refuses a catalog without a name, and a role that is none", () => {
  expect(() => buildExternalSchema({ schema: "lake", database: "", iamRole: "default" })).toThrow(
    "database must be the name",
  );
  expect(() =>
    buildExternalSchema({ schema: "lake", database: "d", iamRole: "arn:aws:iam::1:user/x" }),
  ).toThrow(TypeError);
});
