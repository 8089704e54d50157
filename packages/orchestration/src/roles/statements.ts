import type { PolicyDocument, PolicyStatement } from "@cloudapi/iam";

/** What one state may do, under its name. */
export interface Rights {
  readonly state: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: PolicyStatement["Condition"];
}

/** A policy with one statement for each state that needs rights. */
export function policyOf(
  rights: readonly Rights[],
  others: readonly PolicyStatement[] = [],
): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      ...rights.map(({ state, actions, resources, conditions }) => ({
        Sid: state,
        Effect: "Allow" as const,
        Action: [...actions].sort(),
        Resource: [...resources].sort(),
        ...(conditions === undefined ? {} : { Condition: conditions }),
      })),
      ...others,
    ],
  };
}
