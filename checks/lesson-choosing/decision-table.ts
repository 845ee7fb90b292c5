/** The decision table of the lesson's README, and the tables that a mistake makes of it. */

export interface Requirements {
  readonly clientSendsOften: boolean;
  readonly serverPushes: boolean;
  readonly needsBinary?: boolean;
  readonly toleratedStalenessMs?: number;
  readonly sseAvailable?: boolean;
  readonly wsAvailable?: boolean;
}

export const LIMIT_MS = 10_000;

type Row = readonly [fits: (requirements: Required<Requirements>) => boolean, approach: string];

const often: Row = [(of) => (of.clientSendsOften || of.needsBinary) && of.wsAvailable, "websocket"];
const rest: Row = [(of) => !of.serverPushes, "rest"];
const sse: Row = [(of) => of.sseAvailable, "sse"];
const websocket: Row = [(of) => of.wsAvailable, "websocket"];
const short: Row = [(of) => of.toleratedStalenessMs >= LIMIT_MS, "short-polling"];
const long: Row = [() => true, "long-polling"];

const TABLE = [often, rest, sse, websocket, short, long];

/** What the table of fields says of a field that is left out. */
const DEFAULTS = { needsBinary: false, toleratedStalenessMs: 0, sseAvailable: true, wsAvailable: true };

/** The first row of the table that fits, with what is left out as the table of fields says. */
export function decided(
  requirements: Requirements,
  table: readonly Row[] = TABLE,
  defaults = DEFAULTS,
): { readonly row: number; readonly approach: string } {
  const index = table.findIndex(([fits]) => fits({ ...defaults, ...requirements }));
  return { row: index + 1, approach: table[index]?.[1] ?? "" };
}

/** The table with another row, or other rows, in place of the one of this number. */
function withRow(number: number, ...rows: readonly Row[]): readonly Row[] {
  return TABLE.toSpliced(number - 1, 1, ...rows);
}

function row1(fits: Row[0]): readonly Row[] {
  return withRow(1, [fits, "websocket"]);
}

/** What is wrong, and the table that decides so. */
const WRONG_TABLES: readonly (readonly [what: string, table: readonly Row[]])[] = [
  [
    "row 1 fits only where a client sends often and the messages are binary as well: its first column says or",
    row1((of) => of.clientSendsOften && of.needsBinary && of.wsAvailable),
  ],
  ["row 1 does not look at `needsBinary`", row1((of) => of.clientSendsOften && of.wsAvailable)],
  ["row 1 does not look at `clientSendsOften`", row1((of) => of.needsBinary && of.wsAvailable)],
  [
    "row 1 does not look at `wsAvailable`: it gives websocket where there is none",
    row1((of) => of.clientSendsOften || of.needsBinary),
  ],
  [
    "row 1 looks at `wsAvailable` where messages are binary, and not where a client sends often: `&&` is evaluated before `||`",
    row1((of) => of.clientSendsOften || (of.needsBinary && of.wsAvailable)),
  ],
  [
    "row 1 looks at `wsAvailable` where a client sends often, and not where messages are binary: `&&` is evaluated before `||`",
    row1((of) => (of.clientSendsOften && of.wsAvailable) || of.needsBinary),
  ],
  ["row 1 fits wherever WebSockets are available, whatever is sent", row1((of) => of.wsAvailable)],
  [
    "row 1 asks for a server that does not push: the table has a dash there",
    row1((of) => (of.clientSendsOften || of.needsBinary) && of.wsAvailable && !of.serverPushes),
  ],
  ["row 2 is looked at before row 1", [rest, often, sse, websocket, short, long]],
  ["row 3 is looked at before row 1", [sse, often, rest, websocket, short, long]],
  [
    "row 3 is looked at before row 2, so sse is given where the server does not push",
    [often, sse, rest, websocket, short, long],
  ],
  [
    "row 2 is the wrong way round: rest is given where the server pushes",
    withRow(2, [(of) => of.serverPushes, "rest"]),
  ],
  [
    "row 2 comes last, so what does not push is given an approach for pushing",
    [often, sse, websocket, rest, short, long],
  ],
  [
    "row 2 is looked at only where neither event streams nor WebSockets are available",
    withRow(2, [(of) => !of.serverPushes && !of.sseAvailable && !of.wsAvailable, "rest"]),
  ],
  ["row 3 does not look at `sseAvailable`", withRow(3, [() => true, "sse"])],
  [
    "row 3 gives sse where only WebSockets are available",
    withRow(3, [(of) => of.sseAvailable || of.wsAvailable, "sse"]),
  ],
  ["row 4 is missing: polling is given although WebSockets are available", withRow(4)],
  ["row 4 does not look at `wsAvailable`", withRow(4, [() => true, "websocket"])],
  [
    "rows 5 and 6 are exchanged: short polling is given for what may not be old",
    withRow(5, [(of) => of.toleratedStalenessMs < LIMIT_MS, "short-polling"]),
  ],
  ["row 5 never fits: long polling is given whatever staleness is tolerated", withRow(5)],
  [
    "row 6 never fits: short polling is given whatever staleness is tolerated",
    withRow(5, [() => true, "short-polling"]),
  ],
  [
    "row 5 begins above 10,000 and not with it",
    withRow(5, [(of) => of.toleratedStalenessMs > LIMIT_MS, "short-polling"]),
  ],
  [
    "the tolerated staleness is rounded before it is compared with 10,000",
    withRow(5, [(of) => Math.round(of.toleratedStalenessMs) >= LIMIT_MS, "short-polling"]),
  ],
  [
    "0 is taken for a staleness that was left out, and that for any",
    withRow(5, [(of) => of.toleratedStalenessMs === 0 || of.toleratedStalenessMs >= LIMIT_MS, "short-polling"]),
  ],
];

/** What is wrong, and the default that decides so. */
const WRONG_DEFAULTS: readonly (readonly [what: string, defaults: typeof DEFAULTS])[] = [
  ["`needsBinary` counts as true where it is left out", { ...DEFAULTS, needsBinary: true }],
  [
    "`toleratedStalenessMs` counts as 10,000 or more where it is left out",
    { ...DEFAULTS, toleratedStalenessMs: Number.MAX_VALUE },
  ],
  ["`sseAvailable` counts as false where it is left out", { ...DEFAULTS, sseAvailable: false }],
  ["`wsAvailable` counts as false where it is left out", { ...DEFAULTS, wsAvailable: false }],
  [
    "`sseAvailable` and `wsAvailable` count as false where they are left out",
    { ...DEFAULTS, sseAvailable: false, wsAvailable: false },
  ],
];

/** A question and its answer. */
export type Decision = readonly [requirements: Requirements, approach: string];

/** The one mistake that explains all of these decisions; undefined when there is no such, or more than one. */
export function mistakeIn(decisions: readonly Decision[]): string | undefined {
  const explains = (...how: [table?: readonly Row[], defaults?: typeof DEFAULTS]) =>
    decisions.every(([requirements, approach]) => decided(requirements, ...how).approach === approach);
  const found = [
    ...WRONG_TABLES.filter(([, table]) => explains(table)),
    ...WRONG_DEFAULTS.filter(([, defaults]) => explains(TABLE, defaults)),
  ];
  return found.length === 1 ? found[0]?.[0] : undefined;
}
