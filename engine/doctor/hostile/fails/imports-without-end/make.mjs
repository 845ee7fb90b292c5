/** One and a half million imports of the same file, each with another query. */
const imports = (file) => Array.from({ length: 190_000 }, (_, index) => `import"./a?${file}${index}"`).join("\n");
const names = Array.from({ length: 8 }, (_, index) => `part${index}.ts`);
export const files = () => ({
  ...Object.fromEntries(names.map((name, index) => [name, imports(index)])),
  "a.ts": "export {};\n",
  "server.ts": names.map((name) => `import "./${name}";\n`).join(""),
});
