/** How clients of the SDK reach a server of these tests. */
export function serverConfig(endpoint: string | undefined) {
  return {
    endpoint: endpoint ?? "",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}
