import { App } from "aws-cdk-lib";
import { stringify } from "yaml";
import { joinsAsSubs } from "./joins-as-subs.ts";
import { templateStack } from "./template-stack.ts";

const HEAD =
  "# Made by `npx pnpm@12 --filter @cloudapi/infra synth` from the constructs of @cloudapi/infra: change those instead.\n";

/** The template as it is checked in. */
export function templateText(): string {
  const app = new App({ analyticsReporting: false, stackTraces: false });
  const { stackName } = templateStack(app);
  const { template } = app.synth().getStackByName(stackName) as { template: unknown };
  const options = { lineWidth: 120, aliasDuplicateObjects: false, indentSeq: false };
  return HEAD + stringify(joinsAsSubs(template), options);
}
