export { Parser, type Result } from "tap-parser";
