/** What can be wrong with a definition, as `ValidateStateMachineDefinition` of Step Functions names it. */
export type DefinitionIssueCode =
  | "INVALID_JSON_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "MISSING_TRANSITION_TARGET"
  | "MISSING_END_STATE"
  | "UNREACHABLE_STATE"
  | "DUPLICATE_STATE_NAME"
  | "INVALID_EXPRESSION"
  | "LIMIT_EXCEEDED";

/** One thing that is wrong with a definition. */
export interface DefinitionIssue {
  readonly code: DefinitionIssueCode;
  /** Where, as a JSON Pointer: `/States/Transform/Next`. */
  readonly location: string;
  readonly message: string;
}

/** Takes what is found. */
export type Tell = (code: DefinitionIssueCode, location: string, message: string) => void;

/** A step further into a document. */
export function at(location: string, name: string | number): string {
  return `${location}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A JSON object, whatever is in it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
