import type { OperationName, OperationUse, PolicyDocument } from "../../src/index.ts";
import { buildPolicy } from "../../src/index.ts";
import type { Clients, Watch } from "./guard.ts";
import { ACCOUNT, REGION } from "./requests-of.ts";

export const RAW = "watched-raw";
export const LAKE = "watched-lake";
export const RESULTS = "watched-results";
export const DATABASE = "watched";
export const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/data`;
export const RESULTS_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/results`;

/** Everything that an operation does, once: what succeeds, what fails, what is not there. */
export interface Scenario {
  readonly operation: OperationName;
  /** The operation, and which of its cases. */
  readonly title: string;
  readonly policy: PolicyDocument;
  /** What the policy is built for; absent where another builder builds it. */
  readonly use?: OperationUse;
  readonly run: (watched: Watch, root: Clients) => Promise<void>;
}

/** An operation with the policy that is built for it alone. */
export function scenario(
  use: OperationUse,
  run: Scenario["run"],
  title = use.operation as string,
): Scenario {
  const policy = buildPolicy({
    operations: [use],
    region: REGION,
    accountId: ACCOUNT,
    attachment: "inline",
  });
  return { operation: use.operation, title, policy, use, run };
}

/** What fails is part of a scenario; what was denied is seen by the guard. */
export async function failing(promise: Promise<unknown>): Promise<void> {
  await promise.then(
    () => {
      throw new Error("It was to fail.");
    },
    () => undefined,
  );
}

export const MIB = 1024 * 1024;

export function bytes(sizeBytes: number): Uint8Array {
  return new Uint8Array(sizeBytes).fill(97);
}

export async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const row of rows) void row;
}
