import type { PostmanRequest } from "@cloudapi/api";

/** The sixteen requests of the lake's Postman collection, with the rows that its sources have. */
export const LAKE_REQUESTS: readonly PostmanRequest[] = [
  { operationId: "health", name: "GET /health" },
  { operationId: "dashboard_data", name: "GET /api/dashboard", rows: 9 },
  { operationId: "list_users", name: "GET /api/usuarios", rows: 10 },
  {
    operationId: "list_orders",
    name: "GET /api/pedidos",
    parameters: { sort: "-ordered", limit: 5 },
    rows: 5,
  },
  { operationId: "list_products", name: "GET /api/productos", rows: 12 },
  { operationId: "list_customers", name: "GET /api/clientes", rows: 5 },
  {
    operationId: "list_invoices",
    name: "GET /api/facturas",
    parameters: { status: "open" },
    rows: 3,
  },
  { operationId: "list_payments", name: "GET /api/pagos", rows: 6 },
  { operationId: "list_logs", name: "GET /api/logs", rows: 4 },
  { operationId: "list_sessions", name: "GET /api/sesiones", rows: 3 },
  { operationId: "list_events", name: "GET /api/eventos", rows: 5 },
  { operationId: "get_orders", name: "GET /api/pedidos/{id}", parameters: { id: 3 } },
  {
    operationId: "list_products_by_category",
    name: "GET /api/productos-por-categoria/{categoria}",
    parameters: { categoria: "kitchen" },
    rows: 4,
  },
  {
    operationId: "list_invoices_by_customer_id",
    name: "GET /api/facturas-por-cliente/{id}",
    parameters: { id: 1 },
    rows: 2,
  },
  {
    operationId: "query_custom",
    name: "POST /api/query-custom",
    body: {
      sql: "SELECT category, count(*) AS products FROM ms1_products GROUP BY category ORDER BY category",
    },
    rows: 3,
  },
  {
    operationId: "history",
    name: "GET /api/historial",
    parameters: { source: "ms2", from: "2025-01-05", to: "2025-01-12" },
    rows: 6,
  },
];
