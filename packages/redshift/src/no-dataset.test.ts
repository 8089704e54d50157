import { expect, it } from "vitest";
import * as redshift from "./index.ts";

const TAKING: readonly (readonly [string, (dataset: never) => unknown])[] = [
  ["buildCopy", (dataset) => redshift.buildCopy(dataset, {} as never)],
  ["buildCreateTable", (dataset) => redshift.buildCreateTable(dataset)],
  ["buildGrants", (dataset) => redshift.buildGrants(dataset, {})],
  ["buildHotColdView", (dataset) => redshift.buildHotColdView(dataset, {} as never)],
  ["buildMigration", (dataset) => redshift.buildMigration(dataset, dataset)],
  ["buildTimeSeries", (dataset) => redshift.buildTimeSeries(dataset, {} as never)],
  ["buildUnload", (dataset) => redshift.buildUnload(dataset, {} as never)],
  ["planLoad", (dataset) => redshift.planLoad(dataset, {} as never)],
  ["reportTypes", (dataset) => redshift.reportTypes(dataset)],
];

it.each(TAKING)("%s says that what it got is not a dataset", (name, call) => {
  for (const value of [null, undefined, {}, "api_logs"])
    expect(() => call(value as never)).toThrow(
      `${name}: dataset must be what defineDataset returns`,
    );
});
