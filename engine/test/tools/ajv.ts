export { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
