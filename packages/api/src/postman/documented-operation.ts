import type { OpenApiDocument } from "../openapi/open-api-document.ts";
import type { Json } from "../values/json-form.ts";

/** An operation, as an OpenAPI document has it: what a request of it needs. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly parameters: readonly DocumentedParameter[];
  readonly bodyExample: Json | undefined;
  /** The first answer that is no problem. */
  readonly status: number;
  readonly contentType: string | undefined;
  /** The members that its body always has. */
  readonly members: readonly string[];
  /** The member that is a list of rows, where there is one. */
  readonly list: string | undefined;
}

/** A parameter of a documented operation. */
export interface DocumentedParameter {
  readonly name: string;
  readonly in: string;
  readonly description: string;
  readonly required: boolean;
  readonly example: Json | undefined;
}

type Members = Readonly<Record<string, Json | undefined>>;

/** The operations of a document, in its order. */
export function documentedOperations(document: OpenApiDocument): readonly DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      documentedOperation(document, path, method, membersOf(operation)),
    ),
  );
}

function documentedOperation(
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: Members,
): DocumentedOperation {
  const [status = "200", answer] =
    Object.entries(membersOf(operation["responses"])).find(([each]) => each.startsWith("2")) ?? [];
  const [contentType, media] = Object.entries(membersOf(membersOf(answer)["content"]))[0] ?? [];
  const schema = resolved(document, membersOf(membersOf(media)["schema"]));
  const required = listOf(schema["required"]).map(String);
  const properties = Object.entries(membersOf(schema["properties"]));
  return {
    operationId: textOf(operation["operationId"]) ?? `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    summary: textOf(operation["summary"]) ?? path,
    description: textOf(operation["description"]),
    parameters: listOf(operation["parameters"]).map((each) => parameterOf(membersOf(each))),
    bodyExample: membersOf(
      membersOf(membersOf(operation["requestBody"])["content"])["application/json"],
    )["example"],
    status: Number(status),
    contentType,
    members: required,
    list: properties.findLast(
      ([name, each]) => required.includes(name) && membersOf(each)["type"] === "array",
    )?.[0],
  };
}

function parameterOf(parameter: Members): DocumentedParameter {
  return {
    name: textOf(parameter["name"]) ?? "",
    in: textOf(parameter["in"]) ?? "query",
    description: textOf(parameter["description"]) ?? "",
    required: parameter["required"] === true,
    example: parameter["example"],
  };
}

/** A schema of the components, where this refers to one. */
function resolved(document: OpenApiDocument, schema: Members): Members {
  const reference = textOf(schema["$ref"]);
  if (reference === undefined) return schema;
  const { schemas } = membersOf(document["components"] as Json);
  return membersOf(membersOf(schemas)[reference.split("/").at(-1) ?? ""]);
}

function membersOf(json: Json | undefined): Members {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Members) : {};
}

function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : [];
}

function textOf(json: Json | undefined): string | undefined {
  return typeof json === "string" ? json : undefined;
}
