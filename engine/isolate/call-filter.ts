/**
 * The system call filter of a sandbox, a classic BPF program (seccomp(2), bpf(4)). It refuses calls that allocate
 * memory outside of processes and folders, which the memory limit could not count, and calls that reach out of the
 * namespaces: keyrings belong to a user, and address families other than IP ignore the network namespace.
 */

/** The errors of refused calls: errno(3). */
const ENOSYS = 38;
const EPERM = 1;
const EAFNOSUPPORT = 97;

/** System call numbers: asm/unistd_64.h for x64, and asm-generic/unistd.h for arm64. */
const ARCHITECTURES = {
  // AUDIT_ARCH_* of linux/audit.h.
  x64: { audit: 0xc000003e, mmap: 9, socket: 41, column: 0 },
  arm64: { audit: 0xc00000b7, mmap: 222, socket: 198, column: 1 },
} as const;

/** Calls that fail with ENOSYS. Node works without all of them. */
const REFUSED: Readonly<Record<string, readonly [x64: number, arm64: number]>> = {
  // The memory lives as long as a descriptor of it, mapped or not.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  // System V IPC: memory and messages that outlive their last user.
  shmget: [29, 194],
  msgget: [68, 186],
  semget: [64, 190],
  mq_open: [240, 180],
  // A pipe keeps the pages after the process has unmapped them.
  vmsplice: [278, 75],
  tee: [276, 77],
  // Keyrings outlive the process and are shared by all processes of a user.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  // Submits other calls without passing this filter.
  io_uring_setup: [425, 425],
  // Kernel memory in maps, buffers and page faults, which no server needs.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
};

/**
 * socket(2): AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK, which lists interfaces. Not AF_VSOCK, which reaches a virtual
 * machine's host.
 */
const FAMILIES = [1, 2, 10, 16] as const;

/** mmap(2): the lowest bit is set in MAP_SHARED and MAP_SHARED_VALIDATE, and clear in MAP_PRIVATE. */
const MAP_SHARED = 0x01;
const MAP_ANONYMOUS = 0x20;

/** The system call numbers of x32, a second ABI of x64, start here. */
const X32_BIT = 0x40000000;

/**
 * Offsets in struct seccomp_data; the low half of an argument comes first, because both architectures are
 * little-endian.
 */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + 8 * index;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const and = (mask: number): Instruction => [0x54, 0, 0, mask];
const answer = (value: number): Instruction => [0x06, 0, 0, value];
const skipIfEqual = (value: number, count: number): Instruction => [0x15, count, 0, value];
const skipUnlessEqual = (value: number, count: number): Instruction => [0x15, 0, count, value];
const skipIfBelow = (value: number, count: number): Instruction => [0x35, 0, count, value];

const ALLOW = 0x7fff0000;
const error = (number: number) => 0x00050000 | number;

/** Whether there is a filter for a processor. @param architecture as in `process.arch` */
export function filterKnownFor(architecture: string): architecture is keyof typeof ARCHITECTURES {
  return Object.hasOwn(ARCHITECTURES, architecture);
}

/**
 * The program as bubblewrap reads it: an array of struct sock_filter, little-endian.
 * @param architecture as in `process.arch`
 * @throws Error for an architecture without a filter
 */
export function callFilter(architecture: string): Buffer {
  if (!filterKnownFor(architecture)) throw new Error(`there is no system call filter for ${architecture}`);
  const { audit, mmap, socket, column } = ARCHITECTURES[architecture];
  const shared = MAP_SHARED | MAP_ANONYMOUS;
  const program: Instruction[] = [
    load(ARCHITECTURE),
    // Programs of another architecture, such as 32-bit ones, use other numbers.
    skipIfEqual(audit, 1),
    answer(error(ENOSYS)),
    load(NUMBER),
    skipIfBelow(X32_BIT, 1),
    answer(error(ENOSYS)),
    ...Object.values(REFUSED).flatMap((numbers) => [skipUnlessEqual(numbers[column], 1), answer(error(ENOSYS))]),
    // Shared anonymous memory belongs to no file that could be counted.
    skipUnlessEqual(mmap, 5),
    load(argument(3)),
    and(shared),
    skipUnlessEqual(shared, 1),
    answer(error(EPERM)),
    answer(ALLOW),
    skipUnlessEqual(socket, FAMILIES.length * 2 + 2),
    load(argument(0)),
    ...FAMILIES.flatMap((family) => [skipUnlessEqual(family, 1), answer(ALLOW)]),
    answer(error(EAFNOSUPPORT)),
    answer(ALLOW),
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, ifTrue, ifFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  }
  return bytes;
}
