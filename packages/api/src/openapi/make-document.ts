import * as z from "zod";
import type { Authenticator } from "../auth/authenticator.ts";
import { problemSchema } from "../http/problem.ts";
import type { Answer, Operation } from "../operation/operation.ts";
import type { Parameter } from "../operation/parameter.ts";
import type { Json } from "../values/json-form.ts";
import { ANSWER_HEADERS, answerHeaders } from "./answer-headers.ts";
import type { OpenApiDocument } from "./open-api-document.ts";
import { problemComponents, problemsOf } from "./problem-answers.ts";

interface DocumentInput {
  readonly title: string;
  readonly version: string;
  readonly operations: readonly Operation[];
  readonly auth: readonly Authenticator[];
}

/** The OpenAPI document of operations, from the zod schemas that requests are checked with. */
export function openApiDocument({
  title,
  version,
  operations,
  auth,
}: DocumentInput): OpenApiDocument {
  const shown = operations.filter(({ isHidden }) => isHidden !== true);
  const schemas: Record<string, Json> = {};
  const toSchema = schemaWriter(schemas);
  toSchema(problemSchema);
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of shown) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = operationObject(operation, auth, toSchema);
  }
  const security = auth.map(({ name }) => ({ [name]: [] }));
  return {
    openapi: "3.1.0",
    info: {
      title,
      version,
      description:
        "Rows of a data lake: filters, pages and aggregates. Problems are Problem Details (RFC 9457).",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(shown.map(({ tag }) => tag))].map((name) => ({
      name,
      description: `What there is of ${name}.`,
    })),
    paths,
    components: {
      schemas,
      responses: problemComponents(shown, auth.length > 0),
      headers: ANSWER_HEADERS,
      ...(auth.length > 0 && {
        securitySchemes: Object.fromEntries(auth.map(({ name, scheme }) => [name, scheme])),
      }),
    },
    security,
  };
}

type SchemaWriter = (schema: z.ZodType) => Json;

function operationObject(
  operation: Operation,
  auth: readonly Authenticator[],
  toSchema: SchemaWriter,
): Json {
  const { id, summary, description, tag, parameters = [], body, isOpen = false } = operation;
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...(isOpen && auth.length > 0 && { security: [] }),
    parameters: parameters.map((each) => parameterObject(each, toSchema)),
    ...(body !== undefined && {
      requestBody: {
        description: body.description,
        required: true,
        content: {
          "application/json": { schema: toSchema(body.schema), example: body.example as Json },
        },
      },
    }),
    responses: {
      ...answerObjects(operation, toSchema),
      ...problemsOf(operation, auth.length > 0),
    },
  };
}

function answerObjects(
  { answers, method }: Operation,
  toSchema: SchemaWriter,
): Record<string, Json> {
  const objects: Record<string, Json> = {};
  for (const [status, answer] of Object.entries(answers))
    objects[status] = answerObject(answer, method, toSchema);
  // Whoever has the answer already is told so (RFC 9110, section 15.4.5).
  if (method === "GET")
    objects["304"] = {
      description: "It is as `If-None-Match` has it.",
      headers: answerHeaders(method),
    };
  return objects;
}

function answerObject(
  { description, schema, contentType = "application/json", example, links }: Answer,
  method: Operation["method"],
  toSchema: SchemaWriter,
): Json {
  const media = schema && {
    schema: toSchema(schema),
    ...(example !== undefined && { example: example as Json }),
  };
  return {
    description,
    headers: answerHeaders(method),
    ...(media !== undefined && { content: { [contentType]: media } }),
    ...(links !== undefined && {
      links: Object.fromEntries(Object.entries(links).map(([name, link]) => [name, { ...link }])),
    }),
  };
}

function parameterObject(parameter: Parameter, toSchema: SchemaWriter): Json {
  const {
    name,
    in: place,
    description,
    schema,
    form = "one",
    isRequired = place === "path",
  } = parameter;
  return {
    name,
    in: place,
    description,
    required: isRequired,
    ...(form !== "one" && { style: "form", explode: form === "repeated" }),
    schema: toSchema(schema),
    ...(parameter.example !== undefined && { example: parameter.example as Json }),
  };
}

/** Schemas that have a name stand among the components, once. */
function schemaWriter(schemas: Record<string, Json>): SchemaWriter {
  return (schema) => {
    const { $defs, ...json } = schemaObject(schema);
    const named = schema.meta()?.id;
    for (const [name, inner] of Object.entries(($defs ?? {}) as Record<string, Json>))
      schemas[name] = moved(withoutId(inner));
    if (named === undefined) return moved(json);
    // Zod writes a named schema as a reference to its definition, which is among the others.
    if (json["$ref"] === undefined) schemas[named] = moved(withoutId(json));
    return { $ref: `#/components/schemas/${named}` };
  };
}

function schemaObject(schema: z.ZodType): Record<string, Json> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json as Record<string, Json>;
}

function withoutId(json: Json): Json {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return json;
  const { $id: _id, id: _named, ...rest } = json as Record<string, Json>;
  return rest;
}

/** References as they are among the components. */
function moved(json: Json): Json {
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}
