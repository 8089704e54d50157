export type { ApiServer, ServeOptions } from "./serve.ts";
export { serve } from "./serve.ts";
