import type { Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { readCheckedRecords } from "../engine/read-checked-records.ts";
import type { SourceFormat } from "../engine/record-reader.ts";
import type { Source } from "../source/source.ts";
import {
  accessLogFormat,
  accessLogs,
  albLogFormat,
  albLogs,
  cloudFrontLogFormat,
  cloudFrontLogs,
  s3AccessLogFormat,
  s3AccessLogs,
  syslogFormat,
  syslogs,
  vpcFlowLogFormat,
  vpcFlowLogs,
} from "./index.ts";

interface Reading {
  readonly rows: Record<string, unknown>[];
  readonly rejected: { line: number; code: string; message: string; raw: string }[];
  readonly unknown: string[];
  readonly warnings: string[];
}

async function read(dataset: unknown, format: SourceFormat, source: Source): Promise<Reading> {
  const reading: Reading = { rows: [], rejected: [], unknown: [], warnings: [] };
  const contract = dataset as Dataset;
  for await (const batch of readCheckedRecords(contract, source, { format })) {
    reading.warnings.push(...batch.warnings.map(({ code }) => code));
    for (const record of batch.records) {
      reading.unknown.push(...record.unknownFields);
      if (record.valid) reading.rows.push(record.value as Record<string, unknown>);
      else {
        const { line, raw, issues } = record;
        const { code = "", message = "" } = issues[0] ?? {};
        reading.rejected.push({ line, raw, code, message });
      }
    }
  }
  return reading;
}

describe("access logs", () => {
  const access = (text: Source) => read(accessLogs, accessLogFormat, text);

  it("of the combined and the common format are rows", async () => {
    const { rows, rejected } = await access(
      [
        '192.0.2.7 - - [28/Nov/2026:23:12:03 -0500] "GET /a%20b.json?x=1 HTTP/1.1" 200 8 "https://example.com/?q=%22x%22" "Mozilla/5.0 (X11; Linux) \\"quoted\\" \\x22too\\x22"',
        '2001:db8::1 ident ana maría [01/Jan/2025:00:00:00 +0130] "POST /caf\\xC3\\xA9 HTTP/2.0" 404 - "-" "-"',
        'localhost - - [29/Feb/2024:12:00:60 +0000] "-" 408 0',
        '- - - [28/Nov/2026:23:12:03 +0000] "\\x16\\x03\\x01\\x00" 400 157 "-" ""',
      ].join("\n"),
    );
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([[4, "required"]]);
    expect(rows).toEqual([
      {
        host: "192.0.2.7",
        time: "2026-11-29T04:12:03Z",
        request: "GET /a%20b.json?x=1 HTTP/1.1",
        method: "GET",
        path: "/a%20b.json?x=1",
        protocol: "HTTP/1.1",
        status: 200,
        bytes: 8n,
        referer: "https://example.com/?q=%22x%22",
        user_agent: 'Mozilla/5.0 (X11; Linux) "quoted" "too"',
      },
      {
        host: "2001:db8::1",
        ident: "ident",
        user: "ana maría",
        time: "2024-12-31T22:30:00Z",
        request: "POST /café HTTP/2.0",
        method: "POST",
        path: "/café",
        protocol: "HTTP/2.0",
        status: 404,
      },
      { host: "localhost", time: "2024-02-29T12:00:59Z", status: 408, bytes: 0n },
    ]);
  });

  it("keep what a scanner sent as it was escaped", async () => {
    const { rows } = await access(
      'h - - [28/Nov/2026:23:12:03 +0000] "\\x16\\x03\\x01\\xFF\\\\x41" 400 157 "-" "a\\tb"\n',
    );
    expect(rows).toMatchObject([{ request: "\\x16\\x03\\x01\\xFF\\x41", user_agent: "a\tb" }]);
  });

  it("take a quote inside a user agent that was not escaped", async () => {
    const { rows } = await access(
      'h - - [28/Nov/2026:23:12:03 +0000] "GET / HTTP/1.1" 200 1 "-" "My "nice" agent"\n',
    );
    expect(rows).toMatchObject([{ user_agent: 'My "nice" agent' }]);
  });

  it("are not read past a hundred fields more", async () => {
    const line = `h - - [28/Nov/2026:23:12:03 +0000] "GET / HTTP/1.1" 200 1 "-" "c"${" a".repeat(101)}`;
    const { rejected } = await access(line);
    expect(rejected[0]?.message).toContain("expected at most 109 fields");
  });

  it("are rejected where it can't be told which quote ends a text", async () => {
    const line = 'h - - [28/Nov/2026:23:12:03 +0000] "GET / HTTP/1.1" 200 1 "-" "My " nice" agent"';
    const { rows, rejected } = await access(line);
    expect(rows).toEqual([]);
    expect(rejected[0]?.message).toContain("expected a field without quotes");
  });

  it("of vhost_combined, which begins with the server, have the client as host", async () => {
    const line =
      'www.example.com:443 192.0.2.7 - ana [28/Nov/2026:23:12:03 +0000] "GET / HTTP/1.1" 200 1 "-" "c"\n';
    const { rows, unknown } = await access(line);
    expect(rows).toMatchObject([{ host: "192.0.2.7", user: "ana" }]);
    expect(unknown).toEqual(["virtual_host"]);
    const other = await access(line.replace("www.example.com:443", "2001:db8::1"));
    expect(other.rows).toMatchObject([{ host: "2001:db8::1", ident: "192.0.2.7" }]);
    const named = await access(line.replace("192.0.2.7 -", ".:"));
    expect(named.rows).toMatchObject([{ host: "www.example.com:443", ident: ".:", user: "ana" }]);
  });

  it("tell fields behind the combined ones", async () => {
    const line =
      'h - - [28/Nov/2026:23:12:03 +0000] "GET / HTTP/1.1" 200 1 "-" "c" "10.0.0.1" 0.003\n';
    const { rows, unknown } = await access(line);
    expect(rows.length).toBe(1);
    expect(unknown).toEqual(["field_10", "field_11"]);
  });

  it.each([
    ["", "h", "expected a field, found the end of the line (field 2 (ident), column 2)"],
    ["no time", 'h - - "GET / HTTP/1.1" 200 1', "expected a user and a time in brackets"],
    [
      "a day that does not exist",
      'h - - [30/Feb/2026:23:12:03 +0000] "GET / HTTP/1.1" 200 1',
      'expected a time that exists, such as [28/Nov/2026:23:12:03 -0500], found "[30/Feb/2026:23:12:03 +0000] \\"GET / HTTP"',
    ],
    [
      "an hour that does not exist",
      'h - - [28/Feb/2026:24:12:03 +0000] "GET / HTTP/1.1" 200 1',
      "(field 4 (time), column 7)",
    ],
    [
      "a request without quotes",
      "h - - [28/Nov/2026:23:12:03 +0000] GET / HTTP/1.1 200 1",
      'expected text in double quotes, found "GET / HTTP/1.1 200 1" (field 5 (request), column 36)',
    ],
    [
      "a line that is cut",
      'h - - [28/Nov/2026:23:12:03 +0000] "GET / HT',
      "expected a closing quote, found the end of the line (field 5 (request), column 45). The file ends in this line",
    ],
    [
      "JSON",
      '{"a":1}',
      'expected a field without quotes, found "{\\"a\\":1}" (field 1 (host), column 1)',
    ],
  ])("with %s are rejected with the place", async (_name, line, message) => {
    const { rows, rejected } = await access(line);
    expect(rows).toEqual([]);
    expect(rejected).toEqual([
      {
        line: 1,
        code: "invalid_log_line",
        message: expect.stringContaining(message) as string,
        raw: line,
      },
    ]);
  });

  it("check values by the contract, with the field's name", async () => {
    const line = 'h - - [28/Nov/2026:23:12:03 +0000] "GET / HTTP/1.1" 2x0 1\n';
    expect((await access(line)).rejected).toMatchObject([
      { code: "invalid_type", message: expect.stringContaining("status") as string },
    ]);
  });

  it("agree with a pattern that was written from the format's description", async () => {
    const pattern =
      /^(\S+) (\S+) (.*?) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/;
    const word = fc.stringMatching(/^[A-Za-z0-9.:_/-]{1,12}$/);
    // Behind a host with a port, an address would be the client's.
    const identity = fc.stringMatching(/^[A-Za-z_-][A-Za-z0-9._/-]{0,11}$/);
    const quoted = fc.stringMatching(/^(?:[ -!#-[\]-~]|\\x22|\\x5C|\\"){0,20}$/);
    const line = fc
      .tuple(
        word,
        identity,
        fc.stringMatching(/^[a-z0-9]{1,5}(?: [a-z]{1,3})?$/),
        quoted,
        fc.nat(899),
        quoted,
        quoted,
      )
      .map(
        ([host, ident, user, request, status, referer, agent]) =>
          `${host} ${ident} ${user} [15/Jan/2025:10:30:45 +0000] "${request}" ${status + 100} 7 "${referer}" "${agent}"`,
      );
    await fc.assert(
      fc.asyncProperty(line, async (text) => {
        // A quote that ends a text which ends in an escaped one is told by what follows, as the pattern does.
        const [, host, ident, user, , request, status, , referer, agent] = pattern.exec(text) ?? [];
        const { rows, rejected } = await access(`${text}\n`);
        const plain = (escaped = "") =>
          escaped === "-" || escaped === ""
            ? undefined
            : escaped.replaceAll(/\\x22|\\"/g, '"').replaceAll("\\x5C", "\\");
        expect([...rows, ...rejected]).toMatchObject(
          host === "-"
            ? [{ code: "required" }]
            : [
                {
                  host,
                  status: Number(status),
                  ...(ident === "-" ? {} : { ident }),
                  ...(user === "-" ? {} : { user }),
                },
              ],
        );
        const shown = rows.map(({ request, referer, user_agent }) => [
          request,
          referer,
          user_agent,
        ]);
        expect(shown).toEqual(rows.map(() => [plain(request), plain(referer), plain(agent)]));
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe("ALB logs", () => {
  const alb = (text: Source) => read(albLogs, albLogFormat, text);
  const head =
    "https 2025-01-15T10:30:45.123456Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.5:443 0.086 0.048 0.037 200 200 0 57";
  const request = '"GET https://shop.example:443/a?b=c%20d HTTP/1.1"';
  const tail =
    'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t/73e2 "Root=1-58337281-1d84" "shop.example" "arn:aws:acm:eu-west-1:123456789012:certificate/12" 1 2025-01-15T10:30:45.037000Z "authenticate,forward" "-" "-" "10.0.0.5:443" "200" "-" "-" TID_1234abcd';

  it("are rows, with all fields", async () => {
    const line = `${head} ${request} "curl/7.46.0" ${tail} "api.example" "/v2/a" "TransformSuccess"\n`;
    const { rows, unknown } = await alb(line);
    expect(unknown).toEqual([]);
    expect(rows).toEqual([
      {
        type: "https",
        time: "2025-01-15T10:30:45.123456Z",
        elb: "app/shop/50dc6c495c0c9188",
        client_ip: "192.0.2.7",
        client_port: 2817,
        target_ip: "10.0.0.5",
        target_port: 443,
        request_processing_time: 0.086,
        target_processing_time: 0.048,
        response_processing_time: 0.037,
        elb_status_code: 200,
        target_status_code: 200,
        received_bytes: 0n,
        sent_bytes: 57n,
        request_method: "GET",
        request_url: "https://shop.example:443/a?b=c%20d",
        request_protocol: "HTTP/1.1",
        user_agent: "curl/7.46.0",
        ssl_cipher: "ECDHE-RSA-AES128-GCM-SHA256",
        ssl_protocol: "TLSv1.2",
        target_group_arn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t/73e2",
        trace_id: "Root=1-58337281-1d84",
        domain_name: "shop.example",
        chosen_cert_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/12",
        matched_rule_priority: 1,
        request_creation_time: "2025-01-15T10:30:45.037000Z",
        actions_executed: "authenticate,forward",
        target_port_list: "10.0.0.5:443",
        target_status_code_list: "200",
        conn_trace_id: "TID_1234abcd",
        transformed_host: "api.example",
        transformed_uri: "/v2/a",
        request_transform_status: "TransformSuccess",
      },
    ]);
  });

  it("of earlier years, and of later ones, are rows too", async () => {
    const { rows, unknown } = await alb(
      [
        `${head} ${request} "c" - -`,
        `${head} ${request} "c" ${tail}`,
        `${head} ${request} "c" ${tail} "-" "-" "-" new "and newer"`,
      ].join("\n"),
    );
    expect(rows.length).toBe(3);
    expect(rows[0]).not.toHaveProperty("ssl_cipher");
    expect(rows[2]).not.toHaveProperty("transformed_host");
    expect(unknown).toEqual(["field_34", "field_35"]);
  });

  it("of requests that reached no target, came over IPv6 or were no HTTP, are rows", async () => {
    const line = (client: string, text: string, agent: string) =>
      `http 2025-01-15T10:30:45.123456Z app/a/b ${client} - -1 -1 -1 - - 0 0 "${text}" "${agent}" - - - "-" "-" "-" - 2025-01-15T10:30:45.037000Z "-" "-" "-" "-" "-" "-" "-"`;
    const { rows, rejected } = await alb(
      [
        line("[2001:db8::1]:2817", "- http://a.example:80- -", "-"),
        line("2001:db8::2:2817", "- - - ", 'an "agent" \\x22so\\x22'),
        line("192.0.2.7:1", 'GET http://a.example:80/"x" y HTTP/1.1', "\\xE2\\x82\\xAC"),
      ].join("\n"),
    );
    expect(rejected).toEqual([]);
    expect(rows).toMatchObject([
      {
        client_ip: "2001:db8::1",
        client_port: 2817,
        target_processing_time: -1,
        request_url: "http://a.example:80-",
      },
      { client_ip: "2001:db8::2", user_agent: 'an "agent" "so"' },
      {
        request_method: "GET",
        request_url: 'http://a.example:80/"x" y',
        request_protocol: "HTTP/1.1",
        user_agent: "€",
      },
    ]);
    for (const name of ["target_ip", "elb_status_code", "trace_id", "request_method"])
      expect(rows[0]).not.toHaveProperty(name);
  });

  it("that are cut are rejected", async () => {
    const line = `${head} "GET https://shop.example:443/a`;
    expect((await alb(line)).rejected).toMatchObject([
      { message: expect.stringContaining("(field 13 (request)") as string, raw: line },
    ]);
  });
});

describe("CloudFront logs", () => {
  const cloudFront = (text: Source) => read(cloudFrontLogs, cloudFrontLogFormat, text);

  it("have the fields that the line #Fields names, in its order", async () => {
    const { rows, unknown, rejected } = await cloudFront(
      [
        "#Version: 1.0",
        "#Fields: time date c-ip cs(User-Agent) cs-uri-stem sc-status cs(Cookie) origin-fbl",
        "10:30:45\t2025-01-15\t192.0.2.7\tMozilla/5.0%20(caf%C3%A9)%22\t/a%2520b\t200\t-\t0.1",
        "10:30:46\t2025-01-15\t192.0.2.7\ta%FFb%0Ac\t/\t000\ta=b\t-",
        "10:30:46\t2025-01-15\t192.0.2.7",
        "#Fields: date time sc-status",
        "2025-01-16\t00:00:00\t-",
      ].join("\n"),
    );
    expect(rows).toEqual([
      {
        time: "2025-01-15T10:30:45Z",
        c_ip: "192.0.2.7",
        cs_user_agent: 'Mozilla/5.0 (café)"',
        cs_uri_stem: "/a%2520b",
        sc_status: 200,
      },
      { time: "2025-01-16T00:00:00Z" },
    ]);
    expect(new Set(unknown)).toEqual(new Set(["origin_fbl"]));
    expect(rejected).toMatchObject([
      { line: 4, code: "invalid_type" },
      {
        line: 5,
        message:
          "The line is not one of this log: expected 8 fields, as in the line #Fields, found 3 fields (after field 3).",
      },
    ]);
  });

  it("without a header have the 33 fields of standard logs", async () => {
    const cells =
      "2025-01-15 10:30:45 FRA56-P1 1045619 192.0.2.7 GET d111.cloudfront.net /a.mp4 206 - curl - - Hit SOX4 d111.cloudfront.net https 23 0.001 - TLSv1.3 TLS_AES Hit HTTP/2.0 - - 11040 0.001 Hit video/mp4 1045000 0 1044999".split(
        " ",
      );
    expect((await cloudFront(`${cells.join("\t")}\r\n`)).rows).toMatchObject([
      { sc_bytes: 1_045_619n, time_taken: 0.001, sc_range_end: 1_044_999n, c_port: 11_040 },
    ]);
  });

  it("without entries say so", async () => {
    const { rows, warnings } = await cloudFront("#Version: 1.0\n#Fields: date time\n");
    expect([rows, warnings]).toEqual([[], ["no_rows"]]);
  });
});

describe("S3 access logs", () => {
  const s3 = (text: Source) => read(s3AccessLogs, s3AccessLogFormat, text);
  const head =
    "79a59df9 my-bucket [06/Feb/2025:00:00:38 +0000] 192.0.2.3 arn:aws:iam::123456789012:user/ana 3E57427F3 REST.PUT.OBJECT photos%2F2025/%25a.jpg";

  it("are rows, of earlier years and of later ones", async () => {
    const { rows, unknown, rejected } = await s3(
      [
        `${head} "PUT /my-bucket/photos HTTP/1.1" 200 - - 4406 41754 28 "-" "aws-sdk "quoted" x" abc`,
        `${head} "PUT /my-bucket/photos HTTP/1.1" 404 NoSuchKey 113 - 7 - "http://a" "-" - s9lz= SigV4 ECDHE AuthHeader my-bucket.s3.eu-west-1.amazonaws.com TLSV1.2 arn:aws:s3:::accesspoint/a Yes eu-west-1 later`,
        "79a59df9 my-bucket [06/Feb/2025:00:00:38 +0000] - AmazonS3 3E57427F3 S3.EXPIRE.OBJECT a - - - - 5 - - - - -",
      ].join("\n"),
    );
    expect(rejected).toEqual([]);
    expect(rows[0]).toEqual({
      bucket_owner: "79a59df9",
      bucket: "my-bucket",
      time: "2025-02-06T00:00:38Z",
      remote_ip: "192.0.2.3",
      requester: "arn:aws:iam::123456789012:user/ana",
      request_id: "3E57427F3",
      operation: "REST.PUT.OBJECT",
      key: "photos%2F2025/%25a.jpg",
      request_uri: "PUT /my-bucket/photos HTTP/1.1",
      http_status: 200,
      object_size: 4406n,
      total_time: 41_754n,
      turn_around_time: 28n,
      user_agent: 'aws-sdk "quoted" x',
      version_id: "abc",
    });
    expect(rows[1]).toMatchObject({ error_code: "NoSuchKey", source_region: "eu-west-1" });
    expect(rows[2]).toMatchObject({ requester: "AmazonS3", object_size: 5n });
    expect(unknown).toEqual(["field_28"]);
  });
});

describe("VPC flow logs", () => {
  const vpc = (text: Source) => read(vpcFlowLogs, vpcFlowLogFormat, text);

  it("have the fields that the header names, in its order", async () => {
    const { rows, unknown, rejected } = await vpc(
      [
        "version vpc-id start end pkt-dst-aws-service tcp-flags action log-status new-field",
        "5 vpc-1 1736937045 1736937105 S3 3 ACCEPT OK x",
        "5 vpc-1 1736937045 1736937105 - - - NODATA -",
        "5 vpc-1 - 1736937105 - - - SKIPDATA -",
        "5 vpc-1 1736937045 1736937105 - 0 REJECT OK",
      ].join("\n"),
    );
    expect(rows).toEqual([
      {
        version: 5,
        vpc_id: "vpc-1",
        start_time: "2025-01-15T10:30:45Z",
        end_time: "2025-01-15T10:31:45Z",
        pkt_dst_aws_service: "S3",
        tcp_flags: 3,
        action: "ACCEPT",
        log_status: "OK",
      },
      {
        version: 5,
        vpc_id: "vpc-1",
        start_time: "2025-01-15T10:30:45Z",
        end_time: "2025-01-15T10:31:45Z",
        log_status: "NODATA",
      },
    ]);
    expect(new Set(unknown)).toEqual(new Set(["new_field"]));
    expect(rejected).toMatchObject([
      { line: 4, code: "required" },
      {
        line: 5,
        code: "invalid_log_line",
        message: expect.stringContaining("found 8 fields") as string,
      },
    ]);
  });

  it("without a header have the fields of version 2", async () => {
    const { rows } = await vpc(
      "2 123456789010 eni-1235 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1736937045 1736937105 ACCEPT OK\n2 123456789010 eni-1235 - - - - - - - 1736937045 1736937105 - NODATA\n",
    );
    expect(rows).toMatchObject([
      { account_id: "123456789010", srcaddr: "172.31.16.139", packets: 20n, bytes: 4249n },
      { log_status: "NODATA" },
    ]);
  });

  it("reject a time that is none", async () => {
    const { rejected } = await vpc("version start\n2 99999999999999\n2 abc\n");
    expect(rejected.map(({ code }) => code)).toEqual(["invalid_format", "invalid_format"]);
  });
});

describe("syslog", () => {
  const syslog = (text: Source) => read(syslogs, syslogFormat, text);

  it("of RFC 5424 are rows", async () => {
    const { rows, rejected } = await syslog(
      [
        '<165>1 2025-01-15T10:30:45.003123+02:00 web.example app 111 ID47 [a@32473 q="a\\"b\\]c [x]"][b x=""] \uFEFFAn "event" - é',
        "<34>1 2025-01-15T10:30:45Z - - - - -",
        "<34>1 - web app - - - no time",
        '<34>1 2025-01-15T10:30:45Z web app - - [a q="x] cut',
        "Jan 15 10:30:45 web app: an older syslog",
        "<192>1 2025-01-15T10:30:45Z web app - - - priority",
      ].join("\n"),
    );
    expect(rows).toEqual([
      {
        priority: 165,
        facility: 20,
        severity: 5,
        version: 1,
        time: "2025-01-15T10:30:45.003123+02:00",
        hostname: "web.example",
        app_name: "app",
        procid: "111",
        msgid: "ID47",
        structured_data: '[a@32473 q="a\\"b\\]c [x]"][b x=""]',
        message: 'An "event" - é',
      },
      { priority: 34, facility: 4, severity: 2, version: 1, time: "2025-01-15T10:30:45Z" },
    ]);
    expect(rejected).toMatchObject([
      { line: 3, code: "required" },
      { line: 4, message: expect.stringContaining("expected the end of an element (])") as string },
      { line: 5, message: expect.stringContaining("expected a priority and a version") as string },
      { line: 6, code: "too_big" },
    ]);
  });
});

const FORMATS: readonly (readonly [unknown, SourceFormat])[] = [
  [accessLogs, accessLogFormat],
  [albLogs, albLogFormat],
  [cloudFrontLogs, cloudFrontLogFormat],
  [s3AccessLogs, s3AccessLogFormat],
  [vpcFlowLogs, vpcFlowLogFormat],
  [syslogs, syslogFormat],
];

it("whatever a file holds, every line that is not blank is a row, a header or rejected, with its text", async () => {
  const piece = fc.constantFrom(
    " ",
    "-",
    '"',
    "\\",
    "[",
    "]",
    "\t",
    "\n",
    "\r\n",
    "#",
    "#Fields: ",
    "version start",
    "<34>1 ",
    "2025-01-15T10:30:45Z",
    "[28/Nov/2026:23:12:03 -0500]",
    "\\x22",
    "é",
    "a",
    "1",
    // Not alone: a text where every other byte is zero is one of UTF-16, and refused whole.
    "a\0b",
    "__proto__",
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(...FORMATS), async (source, [dataset, format]) => {
      const lines = source.split(/\r?\n/).filter((line) => line.trim() !== "");
      const { rows, rejected } = await read(dataset, format, Buffer.from(source));
      const count = rows.length + rejected.length;
      // The others have lines that are headers.
      const hasHeaders = format === cloudFrontLogFormat || format === vpcFlowLogFormat;
      expect(hasHeaders ? count <= lines.length : count === lines.length).toBe(true);
      for (const { line, raw } of rejected) expect(source.split(/\r?\n/)[line - 1]).toBe(raw);
    }),
    { numRuns: propertyRuns(300) },
  );
});
