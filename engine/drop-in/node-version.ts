/** The line of Node that graders elsewhere run on: the newest that the tests run on, as .github/workflows/ci.yml lists them. */
export const NODE_VERSION = "24";
