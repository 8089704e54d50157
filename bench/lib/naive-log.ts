import * as z from "zod";

/** API logs as one writes them in zod for a loop over lines, where null is no value. */
export const NaiveLog = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  endpoint: z.string().startsWith("/"),
  method: z.enum(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]).nullish(),
  status_code: z.int32().min(100).max(599),
  response_time_ms: z.number().min(0).nullish(),
  user_id: z.string().min(1).nullish(),
  ip_address: z.union([z.ipv4(), z.ipv6()]).nullish(),
});
