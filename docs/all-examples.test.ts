import { isReadme, testExamples } from "./harness/test-examples.ts";

testExamples((file) => !isReadme(file));
