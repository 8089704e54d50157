import { expect, it } from "vitest";
import { checkAccept } from "./check-accept.ts";
import { ProblemError } from "./problem.ts";

const JSON_ONLY = ["application/json"];

it.each([
  null,
  "",
  " , ",
  "application/json",
  "APPLICATION/JSON",
  "application/json; charset=utf-8",
  "application/*",
  "*/*",
  "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "text/csv, application/json;q=0.001",
  "application/json, */*;q=0",
  "application/json;q=0, application/json",
])("takes Accept: %s", (accept) => {
  expect(() => checkAccept(accept, JSON_ONLY)).not.toThrow();
});

it.each([
  "text/csv",
  "application/xml, text/*",
  "application/vnd.api+json",
  "application/json;q=0",
  "application/json;q=0.000, */*",
  "application/*;q=0, */*;q=0.5",
  "*/*;q=0",
])("refuses Accept: %s, with what there is", (accept) => {
  expect(() => checkAccept(accept, JSON_ONLY)).toThrow(ProblemError);
  expect(() => checkAccept(accept, JSON_ONLY)).toThrow("Ask with Accept: application/json");
});

it("takes one of several types, and says all where it takes none", () => {
  const types = ["application/json", "text/csv"];
  expect(() => checkAccept("text/csv, application/json;q=0", types)).not.toThrow();
  expect(() => checkAccept("image/png", types)).toThrow("application/json or text/csv");
  expect(() => checkAccept("image/png", [])).not.toThrow();
});
