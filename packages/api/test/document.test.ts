import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { anyContract } from "../../redshift/test/support/any-contract.ts";
import { createApi, healthOperations, queryOperation } from "../src/index.ts";
import { exampleFaults } from "./support/document-examples.ts";
import { fakeEngine } from "./support/fake-engine.ts";

it("examples of every operation, answer and problem are as the schemas beside them say, whatever the contract", () => {
  fc.assert(
    fc.property(anyContract, (dataset) => {
      const { document, operations } = createApi({
        engine: fakeEngine([]),
        datasets: [dataset],
        resources: [
          {
            dataset: dataset.name,
            key: ["key"],
            relations: [{ path: "/api/by-tenant/{tenant}", column: "tenant" }],
          },
        ],
        operations: [
          ...healthOperations(),
          queryOperation({ tables: [{ table: dataset.name, database: "lake" }] }),
        ],
      });
      const { examples, faults } = exampleFaults(document);
      expect(faults).toEqual([]);
      const answered = examples.filter((at) => at.startsWith("/paths/") && at.includes("/200/"));
      expect(answered).toHaveLength(operations.length);
    }),
    { numRuns: propertyRuns(12) },
  );
});
