import { readFileSync } from "node:fs";
import { type Dataset, decimal, defineDataset, json } from "@cloudapi/core";
import * as z from "zod";

interface Order {
  readonly category: readonly string[];
  readonly products: readonly {
    readonly quantity: number;
    readonly price: number;
    readonly discount_amount: number;
  }[];
  readonly geoip: { readonly country_iso_code: string; readonly city_name?: string };
}

interface Earthquake {
  readonly properties: {
    readonly mag: number;
    readonly time: number;
    readonly felt?: number | null;
  };
  readonly geometry: { readonly coordinates: readonly [number, number, number] };
}

interface TrailEvent {
  readonly eventName: string;
  readonly sourceIPAddress: string;
  readonly requestParameters?: { readonly role?: unknown } | null;
  readonly responseElements?: { readonly role?: unknown } | null;
  readonly resources?: readonly { readonly accountId: string; readonly type?: string }[];
  readonly userIdentity: {
    readonly type: string;
    readonly sessionContext?: {
      readonly attributes: { readonly mfaAuthenticated: string };
      readonly webIdFederationData?: object;
    };
  };
}

interface Span {
  readonly traceId: string;
  readonly timestamp?: number;
  readonly duration?: number;
  readonly shared?: boolean;
  readonly annotations?: readonly { readonly timestamp: number; readonly value: string }[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Nested data of one kind: its contract, questions in SQL, and what the answers are, told by JavaScript alone. */
export interface RealSet<T = unknown> {
  /** Its file in a folder of real data, and the sample of the same shapes that is part of the repository. */
  readonly file: string;
  readonly sample: URL;
  readonly dataset: Dataset;
  /** What the issues say for which records of the sample are rejected, and those of the real data. */
  readonly rejected: readonly string[];
  readonly rejectedOfReal: readonly string[];
  readonly questions: readonly {
    readonly sql: (table: string) => string;
    readonly answer: (records: readonly T[]) => readonly (readonly unknown[])[];
  }[];
}

/** A set whose records are known to be of a type, since they passed its contract. */
function realSet<T>(set: RealSet<T>): RealSet {
  return set as unknown as RealSet;
}

const fixture = (name: string) => new URL(`../../../fixtures/nested/${name}`, import.meta.url);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const thousandths = (value: number) => Math.round(value * 1000);

/** How often each value is there, in the order of the values. */
function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => Buffer.from(a).compare(Buffer.from(b)));
}

const orders = realSet<Order>({
  file: "shop_orders.ndjson",
  sample: fixture("orders.ndjson"),
  rejected: ["products[0].price", "category"],
  rejectedOfReal: [],
  dataset: defineDataset({
    name: "orders",
    schema: z.object({
      order_id: z.int64(),
      order_date: z.iso.datetime({ offset: true }),
      currency: z.string(),
      category: z.array(z.string()),
      products: z.array(
        z.object({
          _id: z.string(),
          sku: z.string(),
          quantity: z.int32(),
          price: decimal(10, 3),
          discount_amount: decimal(10, 3),
          created_on: z.iso.datetime({ offset: true }),
        }),
      ),
      geoip: z.object({
        country_iso_code: z.string(),
        location: z.object({ lon: z.number(), lat: z.number() }),
        city_name: z.string().optional(),
      }),
    }),
  }),
  questions: [
    {
      sql: (t) =>
        `SELECT count(*), sum(i.quantity), CAST(sum(i.price * i.quantity) * 1000 AS bigint), CAST(sum(i.discount_amount) * 1000 AS bigint) FROM ${t} o CROSS JOIN UNNEST(o.products) AS i (_id, sku, quantity, price, discount_amount, created_on)`,
      answer: (all) => {
        const items = all.flatMap((order) => order.products);
        return [
          [
            items.length,
            sum(items.map((item) => item.quantity)),
            sum(items.map((item) => thousandths(item.price) * item.quantity)),
            sum(items.map((item) => thousandths(item.discount_amount))),
          ],
        ];
      },
    },
    {
      sql: (t) =>
        `SELECT c, count(*) FROM ${t} CROSS JOIN UNNEST(category) AS u (c) GROUP BY c ORDER BY c`,
      answer: (all) => tally(all.flatMap((order) => order.category)),
    },
    {
      sql: (t) =>
        `SELECT geoip.country_iso_code, count(*), count_if(geoip.city_name IS NULL) FROM ${t} GROUP BY geoip.country_iso_code ORDER BY 1`,
      answer: (all) =>
        tally(all.map((order) => order.geoip.country_iso_code)).map(([country, count]) => [
          country,
          count,
          all.filter(
            ({ geoip }) => geoip.country_iso_code === country && geoip.city_name === undefined,
          ).length,
        ]),
    },
    {
      sql: (t) =>
        `SELECT count_if(any_match(products, p -> p.price > DECIMAL '50.00')), max(reduce(products, 0, (s, p) -> s + p.quantity, s -> s)), count_if(cardinality(category) > 1) FROM ${t}`,
      answer: (all) => [
        [
          all.filter(({ products }) => products.some((p) => p.price > 50)).length,
          Math.max(...all.map(({ products }) => sum(products.map((p) => p.quantity)))),
          all.filter(({ category }) => category.length > 1).length,
        ],
      ],
    },
  ],
});

const earthquakes = realSet<Earthquake>({
  file: "usgs_earthquakes.ndjson",
  sample: fixture("earthquakes.ndjson"),
  rejected: ["properties.time"],
  rejectedOfReal: [],
  dataset: defineDataset({
    name: "earthquakes",
    schema: z.object({
      id: z.string(),
      type: z.literal("Feature"),
      properties: z.object({
        mag: z.number(),
        place: z.string(),
        time: z.int64(),
        updated: z.int64(),
        felt: z.int32().nullable(),
        nst: z.int32().nullish(),
      }),
      geometry: z.object({ type: z.literal("Point"), coordinates: z.array(z.number()).length(3) }),
    }),
  }),
  questions: [
    {
      sql: (t) =>
        `SELECT count(*), sum(CAST(floor(geometry.coordinates[1] * 1e3) AS bigint)), sum(CAST(floor(geometry.coordinates[2] * 1e3) AS bigint)), count_if(geometry.coordinates[3] < 0), max(properties.mag) FROM ${t}`,
      answer: (all) => [
        [
          all.length,
          sum(all.map(({ geometry }) => Math.floor(geometry.coordinates[0] * 1e3))),
          sum(all.map(({ geometry }) => Math.floor(geometry.coordinates[1] * 1e3))),
          all.filter(({ geometry }) => geometry.coordinates[2] < 0).length,
          Math.max(...all.map(({ properties }) => properties.mag)),
        ],
      ],
    },
    {
      sql: (t) =>
        `SELECT CAST(date(from_unixtime(properties.time / 1e3)) AS varchar) AS day, count(*), count(properties.felt), sum(properties.time) FROM ${t} GROUP BY 1 ORDER BY 1`,
      answer: (all) => {
        const day = ({ properties }: Earthquake) =>
          new Date(properties.time).toISOString().slice(0, 10);
        return tally(all.map(day)).map(([each, count]) => {
          const those = all.filter((one) => day(one) === each);
          return [
            each,
            count,
            those.filter(({ properties }) => typeof properties.felt === "number").length,
            sum(those.map(({ properties }) => properties.time)),
          ];
        });
      },
    },
    {
      sql: (t) =>
        `SELECT n, count(*) FROM ${t} CROSS JOIN UNNEST(geometry.coordinates) WITH ORDINALITY AS u (c, n) WHERE c = floor(c) GROUP BY n ORDER BY n`,
      answer: (all) =>
        tally(
          all.flatMap(({ geometry }) =>
            geometry.coordinates.flatMap((c: number, i: number) =>
              c === Math.floor(c) ? [String(i + 1)] : [],
            ),
          ),
        ).map(([n, count]) => [Number(n), count]),
    },
  ],
});

const roleOf = (event: TrailEvent) =>
  event.requestParameters?.role ?? event.responseElements?.role ?? undefined;

const trail = realSet<TrailEvent>({
  file: "aws_cloudtrail.ndjson",
  sample: fixture("trail.ndjson"),
  rejected: ["eventTime"],
  rejectedOfReal: [],
  dataset: defineDataset({
    name: "trail",
    schema: z.object({
      eventID: z.string(),
      eventName: z.string(),
      eventTime: z.iso.datetime(),
      eventSource: z.string(),
      sourceIPAddress: z.string(),
      requestParameters: json().nullable(),
      responseElements: json().nullable(),
      resources: z
        .array(z.object({ ARN: z.string(), accountId: z.string(), type: z.string().optional() }))
        .optional(),
      userIdentity: z.object({
        type: z.string(),
        arn: z.string(),
        userName: z.string().optional(),
        sessionContext: z
          .object({
            attributes: z.object({ mfaAuthenticated: z.enum(["true", "false"]) }),
            webIdFederationData: json().optional(),
          })
          .optional(),
      }),
    }),
  }),
  questions: [
    {
      sql: (t) =>
        `SELECT count(*), count_if(json_extract_scalar(coalesce(json_extract(requestParameters, '$.role'), json_extract(responseElements, '$.role')), '$') IS NOT NULL), count_if(json_format(coalesce(json_extract(requestParameters, '$.role'), json_extract(responseElements, '$.role'))) LIKE '{%'), count(responseElements), count_if(requestParameters IS NULL) FROM ${t}`,
      answer: (all) => [
        [
          all.length,
          all.filter((event) => typeof roleOf(event) === "string").length,
          all.filter((event) => typeof roleOf(event) === "object").length,
          all.filter((e) => (e.responseElements ?? null) !== null).length,
          all.filter((e) => (e.requestParameters ?? null) === null).length,
        ],
      ],
    },
    {
      sql: (t) =>
        `SELECT r.accountId, count(*), count(r.type) FROM ${t} CROSS JOIN UNNEST(resources) AS r (arn, accountId, type) GROUP BY r.accountId ORDER BY 1`,
      answer: (all) => {
        const resources = all.flatMap(({ resources: each }) => each ?? []);
        return tally(resources.map(({ accountId }) => accountId)).map(([id, count]) => [
          id,
          count,
          resources.filter((each) => each.accountId === id && each.type !== undefined).length,
        ]);
      },
    },
    {
      sql: (t) =>
        `SELECT userIdentity.type, count(*), count_if(userIdentity.sessionContext.attributes.mfaAuthenticated = 'false'), count(userIdentity.sessionContext.webIdFederationData) FROM ${t} GROUP BY userIdentity.type ORDER BY 1`,
      answer: (all) =>
        tally(all.map(({ userIdentity }) => userIdentity.type)).map(([type, count]) => {
          const those = all.filter(({ userIdentity }) => userIdentity.type === type);
          const contexts = those.map(({ userIdentity }) => userIdentity.sessionContext);
          return [
            type,
            count,
            contexts.filter((each) => each?.attributes.mfaAuthenticated === "false").length,
            contexts.filter((each) => each?.webIdFederationData !== undefined).length,
          ];
        }),
    },
    {
      sql: (t) => `SELECT count_if(sourceIPAddress LIKE '0%'), count(DISTINCT eventName) FROM ${t}`,
      answer: (all) => [
        [
          all.filter(({ sourceIPAddress }) => sourceIPAddress.startsWith("0")).length,
          new Set(all.map(({ eventName }) => eventName)).size,
        ],
      ],
    },
  ],
});

const spans = realSet<Span>({
  file: "zipkin_spans.ndjson",
  sample: fixture("spans.ndjson"),
  rejected: ["annotations"],
  rejectedOfReal: ['localEndpoint.ipv4: expected an IPv4 address, received "10.0.0.04"'],
  dataset: defineDataset({
    name: "spans",
    schema: z.object({
      traceId: z.string(),
      id: z.string(),
      name: z.string().optional(),
      kind: z.enum(["CLIENT", "SERVER", "PRODUCER", "CONSUMER"]).optional(),
      timestamp: z.int64().optional(),
      duration: z.int64().optional(),
      shared: z.boolean().default(false),
      localEndpoint: z.object({
        serviceName: z.string().optional(),
        ipv4: z.ipv4().optional(),
        port: z.int32().optional(),
      }),
      annotations: z.array(z.object({ timestamp: z.int64(), value: z.string() })).optional(),
      tags: z.map(z.string(), z.string()).optional(),
    }),
  }),
  questions: [
    {
      sql: (t) =>
        `SELECT k, count(*), count(DISTINCT v) FROM ${t} CROSS JOIN UNNEST(tags) AS u (k, v) GROUP BY k ORDER BY k`,
      answer: (all) => {
        const pairs: [string, string][] = all.flatMap(({ tags }) => Object.entries(tags ?? {}));
        return tally(pairs.map(([key]) => key)).map(([key, count]) => [
          key,
          count,
          new Set(pairs.filter(([each]) => each === key).map(([, value]) => value)).size,
        ]);
      },
    },
    {
      sql: (t) =>
        `SELECT count(*), count(timestamp), sum(duration), count_if(element_at(tags, 'http.url') IS NOT NULL), count_if(shared), count(DISTINCT traceId) FROM ${t}`,
      answer: (all) => [
        [
          all.length,
          all.filter(({ timestamp }) => timestamp !== undefined).length,
          sum(all.map(({ duration }) => duration ?? 0)),
          all.filter(({ tags }) => tags?.["http.url"] !== undefined).length,
          all.filter(({ shared }) => shared === true).length,
          new Set(all.map(({ traceId }) => traceId)).size,
        ],
      ],
    },
    {
      sql: (t) =>
        `SELECT count(*), sum(a.timestamp % 1000000), max(length(a.value)) FROM ${t} CROSS JOIN UNNEST(annotations) AS a (timestamp, value)`,
      answer: (all) => {
        const found = all.flatMap(({ annotations }) => annotations ?? []);
        return [
          [
            found.length,
            sum(found.map(({ timestamp }) => timestamp % 1_000_000)),
            Math.max(...found.map(({ value }) => value.length)),
          ],
        ];
      },
    },
  ],
});

export const REAL_SETS: readonly RealSet[] = [orders, earthquakes, trail, spans];

/** The lines of a file. */
export function readLines(file: URL | string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}
