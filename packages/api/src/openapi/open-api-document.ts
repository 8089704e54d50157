import type { Json } from "../values/json-form.ts";

/** An OpenAPI 3.1 document, as JSON. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly [member: string]: Json;
  };
  readonly paths: { readonly [path: string]: { readonly [method: string]: Json } };
  readonly [member: string]: unknown;
}
