import { decimal, defineDataset } from "@cloudapi/core";
import * as z from "zod";

/** Orders as a web shop has them: a customer with an address, line items, and tags. */
export function orders() {
  return defineDataset({
    name: "orders",
    schema: z.object({
      order_id: z.int64(),
      ordered_at: z.iso.datetime({ offset: true }),
      customer: z.object({
        id: z.int32(),
        name: z.string(),
        email: z.string().nullish(),
        address: z.object({ city: z.string(), country: z.string(), zip: z.string().nullish() }),
      }),
      items: z.array(
        z.object({
          sku: z.string(),
          name: z.string(),
          quantity: z.int32().min(1),
          unit_price: decimal(10, 2),
          discount: decimal(10, 2).nullish(),
        }),
      ),
      tags: z.record(z.string(), z.string()),
      total: decimal(12, 2),
    }),
    eventTime: "ordered_at",
    partition: { granularity: "day", layout: "hive" },
  });
}

const ITEMS = 5;
const CITIES = ["Aachen", "Bergen", "Cádiz", "Dresden", "Évora", "Falkirk", "Graz", "Hämeenlinna"];
const TAGS = ["channel", "campaign", "device", "coupon", "referrer", "language"];

/** The order of a number and a time, of five items; in a bad one the first item has the quantity 0. */
export function orderOf(id: number, at: string, isBad: boolean, random: () => number): object {
  const skewed = (size: number) => Math.floor(size * random() ** 3);
  const customer = skewed(50_000);
  const items = Array.from({ length: ITEMS }, (_, i) => {
    const product = skewed(5_000);
    return {
      sku: `SKU-${String(product).padStart(6, "0")}`,
      name: `Product ${product} in size ${product % 7}`,
      quantity: isBad && i === 0 ? 0 : 1 + skewed(9),
      unit_price: cents(199 + ((product * 37) % 20_000)),
      ...(random() < 0.2 ? { discount: cents(skewed(500)) } : {}),
    };
  });
  return {
    order_id: 10_000_000 + id,
    ordered_at: at,
    customer: {
      id: customer,
      name: `Customer ${customer}`,
      email: random() < 0.1 ? null : `customer${customer}@example.com`,
      address: {
        city: CITIES[customer % CITIES.length],
        country: ["DE", "ES", "FI", "NO"][customer % 4],
        ...(customer % 5 === 0 ? {} : { zip: String(10_000 + (customer % 80_000)) }),
      },
    },
    items,
    tags: Object.fromEntries(
      TAGS.slice(skewed(TAGS.length)).map((tag) => [tag, `${tag}-${skewed(20)}`]),
    ),
    total: cents(items.reduce((sum, item) => sum + Math.round(item.unit_price * 100), 0)),
  };
}

function cents(amount: number): number {
  return amount / 100;
}
