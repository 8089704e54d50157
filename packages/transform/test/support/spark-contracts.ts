import { apiLogs, type Dataset, decimal, defineDataset, json } from "@cloudapi/core";
import * as z from "zod";
import { randomOf } from "./faulty-lines.ts";

/** A contract, how its right records are made, and where in them faults are put. */
export interface SparkCase {
  readonly dataset: Dataset;
  readonly right: () => Record<string, unknown>;
  readonly at: readonly string[];
}

const random = randomOf(77);
const day = () => String(10 + random(3));
const time = () => `2025-01-${day()}T10:30:${10 + random(49)}.${random(1000)}Z`;

const everything = defineDataset({
  name: "everything",
  schema: z.strictObject({
    id: z.int64().min(-5n).multipleOf(1n).optional(),
    small: z.int32().gt(-10).default(7),
    safe: z
      .int()
      .max(2 ** 40)
      .nullable(),
    unsigned: z.uint32().optional(),
    price: decimal(9, 2).nullish(),
    large: decimal(38, 0).optional(),
    ratio: z.number().lt(1e10).nullish(),
    near: z.float32().optional(),
    flag: z.boolean().default(true),
    on: z.iso.date(),
    created: z.iso.datetime({ precision: 3 }).optional(),
    code: z
      .string()
      .regex(/^[A-Z]-\d+$/)
      .min(3)
      .max(6)
      .optional(),
    note: z.string().min(2).max(8).optional(),
    words: z
      .string()
      .regex(/^(?:\S+\s?)*$/u)
      .optional(),
    ends: z.string().endsWith("b").includes("a").optional(),
    mail: z.union([z.email(), z.uuid(), z.literal("none")]).optional(),
    level: z.enum(["low", "high"]).optional(),
    grade: z.literal([1, 2, 3]).optional(),
    tenant: z.string().default("a b"),
  }),
  eventTime: "on",
  partition: {
    by: ["tenant"],
    granularity: "month",
    layout: "hive-date",
    range: { from: "2024-02-29", to: "2025-12-31" },
  },
  alias: { note: ["remark", "Note"] },
});

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    order_id: z.int64(),
    placed: z.iso.datetime({ offset: true }),
    customer: z.object({ name: z.string().min(1), phone: z.string().nullish() }),
    items: z
      .array(
        z.strictObject({
          sku: z.string().startsWith("S"),
          quantity: z.int32().min(1),
          price: decimal(10, 3),
          since: z.iso.datetime({ offset: true }).optional(),
          on: z.iso.date().nullish(),
        }),
      )
      .min(1)
      .max(3),
    tags: z.record(z.string(), z.string().max(5).nullable()),
    sizes: z.array(z.number().nullable()).optional(),
    place: z
      .object({ lon: z.number(), lat: z.number(), inner: z.object({ deep: z.boolean() }) })
      .optional(),
  }),
  eventTime: "placed",
  partition: { granularity: "day", layout: "hive" },
  alias: { "items[].sku": "SKU", customer: "client" },
});

const trail = defineDataset({
  name: "trail",
  schema: z.object({
    id: z.int64(),
    eventTime: z.iso.datetime(),
    request: json({ maxBytes: 60 }).nullable(),
    response: json().optional(),
    resources: z.array(z.object({ arn: z.string(), tags: json({ maxBytes: 9 }).optional() })),
    extra: z.record(z.string(), json()).optional(),
    count: z.int32().optional(),
  }),
  eventTime: "eventTime",
  partition: { granularity: "month", layout: "hive" },
  alias: { response: "responseElements", "resources[].tags": "Tags" },
});

/** Contracts of flat and nested columns. */
export const SPARK_CASES: Readonly<Record<"logs" | "everything" | "orders" | "trail", SparkCase>> =
  {
    trail: {
      dataset: trail as unknown as Dataset,
      right: () => ({
        id: random(1000),
        eventTime: time(),
        request: { b: [1, { c: "é" }], a: random(9) },
        responseElements: [random(100) / 8, "]}", null],
        resources: [{ arn: "a", Tags: { t: 1 } }, { arn: "b" }],
        extra: { x: 1, y: { z: [] } },
        count: random(5),
      }),
      at: [
        "id",
        "eventTime",
        "request",
        "request.b",
        "request.a",
        "response",
        "responseElements",
        "resources",
        "resources.0",
        "resources.0.Tags",
        "resources.0.tags",
        "resources.1.arn",
        "extra",
        "extra.x",
        "extra.y",
        "extra.q",
        "count",
      ],
    },
    logs: {
      dataset: apiLogs as unknown as Dataset,
      right: () => ({
        timestamp: time(),
        endpoint: `/api/${random(9)}`,
        method: "GET",
        status_code: 200 + random(300),
        response_time_ms: random(10_000) / 8,
        user_id: null,
        ip_address: `10.0.0.${random(256)}`,
      }),
      at: apiLogs.columns.map(({ name }) => name),
    },
    everything: {
      dataset: everything as unknown as Dataset,
      right: () => ({
        id: random(1000),
        safe: random(100_000),
        price: "12.5",
        ratio: random(1000) / 7,
        on: `2025-0${1 + random(2)}-15`,
        tenant: `t${random(2)}`,
        note: "none",
      }),
      at: [...everything.columns.map(({ name }) => name), "remark", "Note"],
    },
    orders: {
      dataset: orders as unknown as Dataset,
      right: () => ({
        order_id: random(1_000_000),
        placed: time(),
        customer: { name: "Ann", phone: "1" },
        items: Array.from({ length: 1 + random(3) }, () => ({
          sku: `S${random(9)}`,
          quantity: 1 + random(5),
          price: random(100_000) / 1000,
          since: time(),
          on: "2025-01-15",
        })),
        tags: { a: "b", [`k${random(5)}`]: null },
        sizes: [1, null, 2.5],
        place: { lon: 1.5, lat: -2, inner: { deep: true } },
      }),
      at: [
        "order_id",
        "placed",
        "customer",
        "client",
        "customer.name",
        "items",
        "tags",
        "tags.a",
        "tags.x",
        "sizes",
        "sizes.1",
        "items.0",
        "items.0.sku",
        "items.0.SKU",
        "items.0.quantity",
        "items.1.price",
        "items.0.since",
        "items.0.on",
        "place",
        "place.lon",
        "place.inner",
        "place.inner.deep",
      ],
    },
  };
