/** Byte sequences at the borders of UTF-8 (RFC 3629), in hexadecimal: the numbers are those of the Autobahn test suite. */

const KOSME = "cebae1bdb9cf83cebcceb5";

/** The last two code points of a plane, which are no characters and valid all the same. */
const NON_CHARACTERS = Array.from({ length: 17 }, (_, plane) =>
  [0xfffe, 0xffff].map((low) => plane * 0x10000 + low),
).flat();

export const VALID_UTF8: readonly (readonly [id: string, hex: string])[] = [
  ["6.5.1", KOSME],
  ["6.6.2", "ceba"],
  ["6.6.5", "cebae1bdb9"],
  ["6.6.7", "cebae1bdb9cf83"],
  ["6.6.9", "cebae1bdb9cf83cebc"],
  ["6.6.11", KOSME],
  // The first and the last of each length.
  ["6.7.1", "00"],
  ["6.7.2", "c280"],
  ["6.7.3", "e0a080"],
  ["6.7.4", "f0908080"],
  ["6.9.1", "7f"],
  ["6.9.2", "dfbf"],
  ["6.9.3", "efbfbf"],
  ["6.9.4", "f48fbfbf"],
  // Around the surrogates, and the replacement character itself.
  ["6.11.1", "ed9fbf"],
  ["6.11.2", "ee8080"],
  ["6.11.3", "efbfbd"],
  ["6.11.4", "f48fbfbf"],
  ...NON_CHARACTERS.map((point, index) => [`6.22.${index + 1}`, hexOf(point)] as const),
  ...[0xfff9, 0xfffa, 0xfffb, 0xfffc, 0xfffd, 0xfffe, 0xffff].map(
    (point, index) => [`6.23.${index + 1}`, hexOf(point)] as const,
  ),
];

export const INVALID_UTF8: readonly (readonly [id: string, hex: string])[] = [
  ["6.3.1", `${KOSME}eda080656469746564`],
  ["6.4.1", `${KOSME}f4908080656469746564`],
  // Cut inside a character.
  ["6.6.1", "ce"],
  ["6.6.3", "cebae1"],
  ["6.6.4", "cebae1bd"],
  ["6.6.6", "cebae1bdb9cf"],
  ["6.6.8", "cebae1bdb9cf83ce"],
  ["6.6.10", "cebae1bdb9cf83cebcce"],
  // Five and six bytes, and what is beyond U+10FFFF.
  ["6.8.1", "f888808080"],
  ["6.8.2", "fc8480808080"],
  ["6.10.1", "f7bfbfbf"],
  ["6.10.2", "fbbfbfbfbf"],
  ["6.10.3", "fdbfbfbfbfbf"],
  ["6.11.5", "f4908080"],
  // Continuation bytes that continue nothing.
  ["6.12.1", "80"],
  ["6.12.2", "bf"],
  ["6.12.3", "80bf"],
  ["6.12.7", "80bf80bf80bf"],
  ["6.12.8", Array.from({ length: 0x3f }, (_, index) => (0x80 + index).toString(16)).join("")],
  // Beginnings without what they announce.
  ["6.13.1", startsWithSpace(0xc0, 0xdf)],
  ["6.13.2", startsWithSpace(0xe0, 0xef)],
  ["6.13.3", startsWithSpace(0xf0, 0xf7)],
  ["6.13.4", startsWithSpace(0xf8, 0xfb)],
  ["6.13.5", startsWithSpace(0xfc, 0xfd)],
  ["6.14.1", "c0"],
  ["6.14.2", "e080"],
  ["6.14.3", "f08080"],
  ["6.14.6", "df"],
  ["6.14.7", "efbf"],
  ["6.14.8", "f7bfbf"],
  ["6.15.1", "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"],
  ["6.16.1", "fe"],
  ["6.16.2", "ff"],
  ["6.16.3", "fefeffff"],
  // Longer than it has to be.
  ["6.17.1", "c0af"],
  ["6.17.2", "e080af"],
  ["6.17.3", "f08080af"],
  ["6.18.1", "c1bf"],
  ["6.18.2", "e09fbf"],
  ["6.18.3", "f08fbfbf"],
  ["6.19.1", "c080"],
  ["6.19.2", "e08080"],
  ["6.19.3", "f0808080"],
  // Surrogates, alone and in pairs.
  ["6.20.1", "eda080"],
  ["6.20.2", "edadbf"],
  ["6.20.3", "edae80"],
  ["6.20.4", "edafbf"],
  ["6.20.5", "edb080"],
  ["6.20.6", "edbe80"],
  ["6.20.7", "edbfbf"],
  ["6.21.1", "eda080edb080"],
  ["6.21.2", "eda080edbfbf"],
  ["6.21.8", "edafbfedbfbf"],
];

function hexOf(point: number): string {
  return Buffer.from(String.fromCodePoint(point)).toString("hex");
}

function startsWithSpace(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `${(from + index).toString(16)}20`).join("");
}
