import { IngestError, type SourceColumn } from "@cloudapi/ingest";

export async function use(): Promise<string> {
  const verdict: SourceColumn["verdict"] = "exact";
  return `${verdict} ${new IngestError("NO_SUCH_TABLE", "There is none.").code}`;
}

export const expected = "exact NO_SUCH_TABLE";
