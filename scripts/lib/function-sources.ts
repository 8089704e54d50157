/** The functions that are deployed for API logs, each as the module that it is bundled from. */
export const FUNCTION_SOURCES = {
  validate: 'export { handler } from "@cloudapi/validation/lambda";',
  transform: fromEnvironment("@cloudapi/transform/lambda", "transformHandlerFromEnvironment"),
  load: fromEnvironment("@cloudapi/redshift/lambda", "loadHandlerFromEnvironment"),
  api: fromEnvironment("@cloudapi/api/lambda", "apiHandlerFromEnvironment", "[apiLogs]"),
} as const;

/** Whether this is the name of such a function. */
export function isFunctionName(name: string): name is keyof typeof FUNCTION_SOURCES {
  return Object.hasOwn(FUNCTION_SOURCES, name);
}

function fromEnvironment(module: string, maker: string, datasets = "apiLogs"): string {
  return [
    'import { apiLogs } from "@cloudapi/core";',
    `import { ${maker} } from "${module}";`,
    `export const handler = ${maker}(${datasets}, process.env);`,
  ].join("\n");
}
