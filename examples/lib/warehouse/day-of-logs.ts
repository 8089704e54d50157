const ENDPOINTS = ["/api/users", "/api/orders", "/api/search"];

/** The log of a day as CSV, the same for the same day: every fiftieth request failed. */
export function dayOfLogs(day: string, rows: number): string {
  const line = (i: number) => {
    const time = new Date(Date.parse(`${day}T00:00:00Z`) + Math.floor((i * 86_400_000) / rows));
    const status = i % 50 === 49 ? 500 : 200;
    return `${time.toISOString()},${ENDPOINTS[i % ENDPOINTS.length]},GET,${status},${(i * 7) % 300}`;
  };
  const head = "timestamp,endpoint,method,status_code,response_time_ms";
  return [head, ...Array.from({ length: rows }, (_, i) => line(i)), ""].join("\n");
}
