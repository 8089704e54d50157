import { zipOf } from "../../scripts/lib/zip-of.ts";

const RECORDS = [
  `{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","method":"GET","status_code":200,"response_time_ms":100,"user_id":"user_12345","ip_address":"192.168.1.100"}`,
  `{"timestamp":"2025-01-15T10:31:02.250Z","endpoint":"/api/users","method":"GET","status_code":200,"response_time_ms":150}`,
  `{"timestamp":"2025-01-16T08:00:00+01:00","endpoint":"/api/orders","method":"POST","status_code":503,"response_time_ms":912.5}`,
];

/** A function that Lambda can make. */
export const VALIDATOR_ZIP = zipOf("index.mjs", "export const handler = async () => ({});\n");

/** Files that every example finds in its working folder: three valid API logs, and the same with two bad rows. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  "logs.ndjson": `${RECORDS.join("\n")}\n`,
  "logs.csv": [
    "timestamp,endpoint,method,status_code,response_time_ms,user_id,ip_address",
    "2025-01-15T10:30:45Z,/api/users,GET,200,100,user_12345,192.168.1.100",
    "2025-01-15T10:31:02.250Z,/api/users,GET,200,150,,",
    "2025-01-16T08:00:00+01:00,/api/orders,POST,503,912.5,,",
    "",
  ].join("\r\n"),
  "logs-with-errors.ndjson": [
    RECORDS[0],
    `{"timestamp":"2025-02-30T00:00:00Z","endpoint":"/api/users","status_code":200}`,
    `{"timestamp":"2025-01-15T10:30:45Z","endpoint":"api/users","status_code":999}`,
    RECORDS[1],
    "",
  ].join("\n"),
};
