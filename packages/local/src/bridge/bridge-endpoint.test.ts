import { expect, it } from "vitest";
import type { Delivery } from "../events/delivery-queue.ts";
import { createBridgeEndpoint } from "./bridge-endpoint.ts";

/** An EventBridge, and what it delivers: the inputs of a function that a rule has called. */
function bridge() {
  const inputs: unknown[] = [];
  const deliveries: Delivery[] = [];
  const identity = { accountId: "000000000000", region: "us-east-1" };
  const endpoint = createBridgeEndpoint(
    identity as never,
    {
      calls: { identity },
      functionOf: () => (event: unknown) => void inputs.push(event),
      deliveries: { add: (delivery: Delivery) => deliveries.push(delivery) },
    } as never,
  );
  const call = async (operation: string, input: object) => {
    const headers = new Map([["x-amz-target", `AWSEvents.${operation}`]]);
    const body = Buffer.from(JSON.stringify(input));
    const { status, body: answer } = await endpoint.handle({ headers, body } as never);
    return { status, answer: JSON.parse(String(answer)) as Record<string, unknown> };
  };
  const delivered = async () => {
    for (const { deliver } of deliveries.splice(0)) await deliver();
    return inputs.splice(0);
  };
  return { call, delivered };
}

it("tells an entry that is no event by itself, so that nobody sends the others again", async () => {
  const { call, delivered } = bridge();
  const Arn = "arn:aws:lambda:us-east-1:000000000000:function:seen";
  await call("PutRule", { Name: "own", EventPattern: JSON.stringify({ source: ["mine"] }) });
  await call("PutTargets", { Rule: "own", Targets: [{ Id: "one", Arn }] });
  const entry = { Source: "mine", DetailType: "Day", Detail: '{"day":"2026-01-15"}' };
  const { status, answer } = await call("PutEvents", {
    Entries: [
      { ...entry, Time: 1_767_225_600, EventBusName: "default" },
      { ...entry, Detail: "{" },
      { ...entry, Detail: "[]" },
      { ...entry, EventBusName: "another" },
      { ...entry, Source: "" },
    ],
  });
  expect([status, answer["FailedEntryCount"]]).toEqual([200, 4]);
  expect(answer["Entries"]).toMatchObject([
    { EventId: expect.any(String) as string },
    { ErrorCode: "MalformedDetail" },
    { ErrorCode: "MalformedDetail" },
    { ErrorCode: "ResourceNotFoundException" },
    { ErrorCode: "ValidationException" },
  ]);
  expect(await delivered()).toMatchObject([
    { time: "2026-01-01T00:00:00Z", detail: { day: "2026-01-15" } },
  ]);
});

it("refuses comparisons by what every object has", async () => {
  const { call } = bridge();
  for (const comparison of [{ "anything-but": { toString: 1 } }, { numeric: ["toString", 1] }]) {
    const EventPattern = JSON.stringify({ source: [comparison] });
    const { status, answer } = await call("PutRule", { Name: "odd", EventPattern });
    expect([status, answer["__type"]]).toEqual([400, "InvalidEventPatternException"]);
  }
});
