export { ZipFile } from "yazl";
