export { buildCrawler, type Crawler, type CrawlerInput } from "./build-crawler.ts";
export { type CatalogInput, type CatalogOutcome, ensureCatalog } from "./ensure-catalog.ts";
