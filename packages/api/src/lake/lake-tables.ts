/** The nine tables of the lake: their paths in Spanish and English, and where they lie. */
export const LAKE_TABLES = {
  users: { path: "usuarios", alias: "users", source: "ms1", table: "ms1_users" },
  orders: { path: "pedidos", alias: "orders", source: "ms1", table: "ms1_orders" },
  products: { path: "productos", alias: "products", source: "ms1", table: "ms1_products" },
  customers: { path: "clientes", alias: "customers", source: "ms2", table: "ms2_customers" },
  invoices: { path: "facturas", alias: "invoices", source: "ms2", table: "ms2_invoices" },
  payments: { path: "pagos", alias: "payments", source: "ms2", table: "ms2_payments" },
  logs: { path: "logs", alias: undefined, source: "ms3", table: "ms3_logs" },
  sessions: { path: "sesiones", alias: "sessions", source: "ms3", table: "ms3_sessions" },
  events: { path: "eventos", alias: "events", source: "ms3", table: "ms3_events" },
} as const;

/** The name of a table of the lake. */
export type LakeTableName = keyof typeof LAKE_TABLES;

/** All nine names. */
export const LAKE_NAMES = Object.keys(LAKE_TABLES) as readonly LakeTableName[];
