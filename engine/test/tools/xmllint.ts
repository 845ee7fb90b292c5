export { validateXML } from "xmllint-wasm";
