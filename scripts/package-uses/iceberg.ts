import { IcebergError, type TableUpdate } from "@cloudapi/iceberg";

export async function use(): Promise<string> {
  const update: TableUpdate = { action: "set-location", location: "s3://lake/orders" };
  return `${update.action} ${new IcebergError("TABLE_EXISTS", "There is one.").code}`;
}

export const expected = "set-location TABLE_EXISTS";
