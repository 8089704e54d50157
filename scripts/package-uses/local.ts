import { type LocalCloud, startLocalCloud } from "@cloudapi/local";

export async function use(): Promise<string> {
  const cloud: LocalCloud = await startLocalCloud();
  const unsigned = await fetch(new URL("/logs", cloud.endpoint));
  const text = await unsigned.text();
  await cloud.close();
  return `${new URL(cloud.endpoint).hostname} ${unsigned.status} ${/<Code>(\w+)</.exec(text)?.[1]}`;
}

export const expected = "127.0.0.1 403 AccessDenied";
