/**
 * The endpoint of a server that someone else wrote, for the tests that want one: from the environment, which
 * may leave it out, unless `CI_SERVERS=required` says that nothing may be skipped.
 *
 * @param variable such as `CLOUDAPI_TEST_MOTO`
 */
export function testServer(variable: string): string | undefined {
  const url = process.env[variable] ?? "";
  if (url !== "") return url;
  if (process.env["CI_SERVERS"] !== "required") return undefined;
  throw new Error(
    `${variable} is not set, and CI_SERVERS=required: start the server and name its endpoint.`,
  );
}
