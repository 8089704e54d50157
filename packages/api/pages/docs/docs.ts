interface SwaggerUi {
  (options: Readonly<Record<string, unknown>>): unknown;
  readonly presets: { readonly apis: unknown };
}

/** What Swagger UI gives to a plugin. */
interface SwaggerSystem {
  readonly React: { createElement(component: unknown, properties: unknown): unknown };
  getComponent(name: string): unknown;
}

declare const SwaggerUIBundle: SwaggerUi;

/** Texts of a format are given as other texts are: Swagger UI looks for an input of each format, and warns of what it hasn't. */
function textInputs(system: SwaggerSystem) {
  const input = (properties: unknown) =>
    system.React.createElement(system.getComponent("JsonSchema_string"), properties);
  const formats = ["date", "date-time", "time", "uuid", "email", "uri", "ipv4", "ipv6"];
  return {
    components: Object.fromEntries(formats.map((format) => [`JsonSchema_string_${format}`, input])),
  };
}

const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place?.dataset["document"],
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [textInputs],
  deepLinking: true,
  // Nothing is sent elsewhere.
  validatorUrl: null,
  tryItOutEnabled: true,
});
