import { defineDataset } from "@cloudapi/core";
import * as z from "zod";

/** Visits of a web site: columns of texts that are nearly all different. */
export function visits() {
  return defineDataset({
    name: "visits",
    schema: z.object({
      visited_at: z.iso.datetime(),
      visit_id: z.uuid(),
      session_id: z.uuid(),
      page_url: z.url(),
      referrer_url: z.url().nullish(),
      email: z.email().nullish(),
    }),
    eventTime: "visited_at",
    partition: { granularity: "day", layout: "hive" },
  });
}

/** The visit of a time; a bad one has an address that is none. */
export function visitOf(at: string, isBad: boolean, random: () => number): object {
  const number = () => Math.floor(random() * 1_000_000);
  return {
    visited_at: at,
    visit_id: uuidOf(random),
    session_id: uuidOf(random),
    page_url: isBad ? "nowhere" : `https://www.example.com/shop/${number()}?item=${number()}`,
    referrer_url: random() < 0.3 ? null : `https://search.example.org/find?q=${number()}`,
    email: random() < 0.5 ? null : `customer.${number()}@example.com`,
  };
}

/** A UUID of version 4 by the generator, so that inputs are the same each time. */
function uuidOf(random: () => number): string {
  const digits = (count: number) =>
    Math.floor(random() * 16 ** count)
      .toString(16)
      .padStart(count, "0");
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(6)}${digits(6)}`;
}
