/** A constant enum that the compiler evaluates, with each member twice as long as the one before: a terabyte in all. */
const members = Array.from({ length: 36 }, (_, index) => `_${index + 1} = \`\${_${index}}\${_${index}}\``);
export const files = () => ({
  "server.ts": `enum Text { _0 = "0123456789abcdef", ${members.join(", ")} }\nconsole.log(Text._36);\n`,
});
