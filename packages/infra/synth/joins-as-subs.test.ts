import { expect, it } from "vitest";
import { joinsAsSubs } from "./joins-as-subs.ts";

it("writes joined texts as what they become, with their references in place", () => {
  const joined = {
    "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":s3:::", { Ref: "Raw" }]],
  };
  expect(joinsAsSubs({ Resource: [joined] })).toEqual({
    Resource: [{ "Fn::Sub": "arn:${AWS::Partition}:s3:::${Raw}" }],
  });
  const attribute = { "Fn::Join": ["", [{ "Fn::GetAtt": ["Queue", "Arn"] }, "/*"]] };
  expect(joinsAsSubs(attribute)).toEqual({ "Fn::Sub": "${Queue.Arn}/*" });
});

it("keeps what looks like a reference and is none", () => {
  const joined = { "Fn::Join": ["", ["${aws:userid}", { Ref: "Raw" }]] };
  expect(joinsAsSubs(joined)).toEqual({ "Fn::Sub": "${!aws:userid}${Raw}" });
  expect(joinsAsSubs("${aws:userid}")).toBe("${aws:userid}");
});

it("leaves joins with a separator, and those of other functions", () => {
  const separated = { "Fn::Join": [",", ["a", { Ref: "Raw" }]] };
  const nested = { "Fn::Join": ["", ["a", { "Fn::Select": [0, { Ref: "List" }] }]] };
  expect(joinsAsSubs([separated, nested])).toEqual([separated, nested]);
});
