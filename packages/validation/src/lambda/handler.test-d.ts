/// <reference types="aws-lambda" />
import { S3Client } from "@aws-sdk/client-s3";
import { defineDataset } from "@cloudapi/core";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  createValidationHandler,
  type HandlerResult,
  handler,
  type ObjectOutcome,
} from "./index.ts";

describe("the handler", () => {
  it("is what Lambda's own types call a handler, for every event it knows", () => {
    expectTypeOf(handler).toExtend<AWSLambda.Handler<AWSLambda.S3Event>>();
    expectTypeOf(handler).toExtend<AWSLambda.Handler<AWSLambda.SQSEvent>>();
    expectTypeOf(handler).toExtend<AWSLambda.Handler<AWSLambda.SNSEvent>>();
    expectTypeOf(handler).toExtend<
      AWSLambda.Handler<AWSLambda.EventBridgeEvent<"Object Created", unknown>>
    >();
    expectTypeOf<AWSLambda.Context>().toExtend<Parameters<typeof handler>[1]>();
  });

  it("takes any dataset", () => {
    const dataset = defineDataset({
      name: "orders",
      schema: z.strictObject({ id: z.int64(), note: z.string().optional() }),
    });
    expectTypeOf(
      createValidationHandler({ dataset, s3: new S3Client({}) }),
    ).returns.resolves.toEqualTypeOf<HandlerResult>();
  });

  it("gives a verdict wherever it did not skip", () => {
    expectTypeOf<Extract<ObjectOutcome, { outcome: "validated" | "duplicate" }>>().toHaveProperty(
      "verdict",
    );
    expectTypeOf<Extract<ObjectOutcome, { outcome: "skipped" }>>().not.toHaveProperty("verdict");
  });
});
