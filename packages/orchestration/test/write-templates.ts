import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineBatch } from "../src/index.ts";
import { BATCHES } from "./nightly.ts";

// Every machine of every batch in either language, in templates that CI gives to cfn-lint: write-templates.ts FOLDER.
const [folder = "."] = process.argv.slice(2);
for (const queryLanguage of ["JSONata", "JSONPath"] as const)
  for (const [name, input] of BATCHES) {
    const { machines } = defineBatch({ ...input, queryLanguage });
    const Resources = Object.fromEntries(
      Object.entries(machines).map(([machine, { roleArn, definition }]) => [
        machine,
        {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: { RoleArn: roleArn, Definition: definition },
        },
      ]),
    );
    const template = { AWSTemplateFormatVersion: "2010-09-09", Resources };
    const file = `${name.replaceAll(" ", "-")}-in-${queryLanguage}.json`;
    writeFileSync(join(folder, file), JSON.stringify(template, undefined, 2));
  }
