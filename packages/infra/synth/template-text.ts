import { App, type Stack } from "aws-cdk-lib";
import { ingestTemplate } from "./ingest-template.ts";
import { joinsAsSubs } from "./joins-as-subs.ts";
import { namesAsSubs } from "./names-as-subs.ts";
import { NAMES_OF_BATCH, nightlyTemplate } from "./nightly-template.ts";
import { pipelineTemplate } from "./pipeline-template.ts";
import { writeYaml } from "./template-yaml.ts";
import { warehouseTemplate } from "./warehouse-template.ts";

const HEAD =
  "# Made by `npx pnpm@12 --filter @cloudapi/infra synth` from the constructs of @cloudapi/infra: change those instead.\n";

/** The templates by the names of their files. */
export const TEMPLATES: Readonly<Record<string, (app: App) => Stack>> = {
  "template.yaml": pipelineTemplate,
  "nightly.yaml": nightlyTemplate,
  "ingest.yaml": ingestTemplate,
  "warehouse.yaml": warehouseTemplate,
};

/** A template as it is checked in. */
export function templateText(templateOf: (app: App) => Stack): string {
  const app = new App({ analyticsReporting: false, stackTraces: false });
  const { stackName } = templateOf(app);
  const { template } = app.synth().getStackByName(stackName) as { template: unknown };
  const subs = joinsAsSubs(template);
  const named = templateOf === nightlyTemplate ? namesAsSubs(subs, NAMES_OF_BATCH) : subs;
  return HEAD + writeYaml(named);
}
