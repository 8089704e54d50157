import type { CfnResource } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Say in the template why checks of checkov do not hold for a resource: by their ids, the reasons. */
export function skipChecks(
  construct: IConstruct,
  reasons: Readonly<Record<`CKV_AWS_${number}`, string>>,
): void {
  const resource = construct.node.defaultChild as CfnResource;
  const before = resource.getMetadata("checkov") as
    | { readonly skip: readonly object[] }
    | undefined;
  const skip = Object.entries(reasons).map(([id, comment]) => ({ id, comment }));
  resource.addMetadata("checkov", { skip: [...(before?.skip ?? []), ...skip] });
}

/** The same for a log without a key of its own. */
export function skipLogKey(logGroup: IConstruct): void {
  skipChecks(logGroup, { CKV_AWS_158: "CloudWatch Logs encrypts it with a key of its own." });
}
