/**
 * What separates the cells of a CSV text: the candidate that occurs most often in the first line, outside of quotation
 * marks, which is Canvas's rule (lib/gradebook_importer.rb). The first candidate when none occurs more often.
 */
export function csvDelimiter<Candidate extends string>(text: string, candidates: readonly [Candidate, ...Candidate[]]) {
  const [header = ""] = text.split(/[\r\n]/, 1);
  const plain = header.replaceAll(/"[^"]*"/g, "");
  const count = (candidate: Candidate) => plain.split(candidate).length;
  return candidates.reduce((most, candidate) => (count(candidate) > count(most) ? candidate : most));
}
