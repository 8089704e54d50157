import type { Dataset, Layout } from "@cloudapi/core";
import type { BatchCatalog, BatchCheck, BatchSchedule, GlueTransform } from "./batch-input.ts";

/** A transformation by a function, with its defaults. */
export interface PlannedFunction {
  readonly kind: "function";
  readonly function: string;
  readonly filesPerInvocation: number;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** A transformation by a Glue job, with its defaults. */
export interface PlannedJob extends Required<GlueTransform> {
  readonly kind: "glueJob";
}

/** A batch's input, checked and with its defaults. */
export interface BatchPlan {
  readonly name: string;
  readonly dataset: Dataset;
  readonly region: string;
  readonly accountId: string;
  readonly partition: "aws" | "aws-cn" | "aws-us-gov";
  readonly schedule: BatchSchedule & { readonly timeZone: string; readonly lagDays: number };
  readonly source: {
    readonly bucket: string;
    readonly prefix: string;
    readonly layout: Layout;
    readonly onArrival: boolean;
  };
  readonly target: { readonly bucket: string; readonly prefix: string };
  readonly database: string;
  readonly workGroup: string;
  readonly outputLocation: string;
  readonly transform: PlannedFunction | PlannedJob;
  readonly catalog: BatchCatalog | undefined;
  readonly checks: readonly BatchCheck[];
  readonly approvalHours: number | undefined;
  readonly emptyDay: "fail" | "pass";
  readonly costCeilingUsd: number | undefined;
  readonly queryLanguage: "JSONata" | "JSONPath";
}
