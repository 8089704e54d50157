import type { OpenApiDocument } from "../openapi/open-api-document.ts";
import type { Json } from "../values/json-form.ts";

/** How requests of a collection say who asks: by the first scheme of the document that Postman has. */
export function collectionAuth(document: OpenApiDocument): { readonly auth?: Json } {
  const { securitySchemes = {} } = (document["components"] ?? {}) as {
    readonly securitySchemes?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  };
  for (const scheme of Object.values(securitySchemes)) {
    const auth = authOf(scheme);
    if (auth !== undefined) return { auth };
  }
  return {};
}

function authOf(scheme: Readonly<Record<string, Json>>): Json | undefined {
  if (scheme["type"] === "http" && scheme["scheme"] === "bearer")
    return { type: "bearer", bearer: [{ key: "token", value: "{{token}}", type: "string" }] };
  if (scheme["type"] === "http" && scheme["scheme"] === "basic")
    return {
      type: "basic",
      basic: [
        { key: "username", value: "{{user}}", type: "string" },
        { key: "password", value: "{{password}}", type: "string" },
      ],
    };
  // Signatures of AWS stand in a header of this name; a collection can't have them as they are.
  if (scheme["type"] !== "apiKey" || scheme["name"] === "Authorization") return undefined;
  return {
    type: "apikey",
    apikey: [
      { key: "key", value: scheme["name"] ?? "", type: "string" },
      { key: "value", value: "{{apiKey}}", type: "string" },
      { key: "in", value: scheme["in"] ?? "header", type: "string" },
    ],
  };
}
