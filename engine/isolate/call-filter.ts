/**
 * The filter for system calls in a sandbox, as a classic BPF program (seccomp(2), bpf(4)). It refuses what holds memory that
 * belongs to no process and no folder, so that the limit on memory can count what is left, and what reaches out of the
 * namespaces: keyrings belong to a user, and addresses of other families than IP to no network namespace.
 */

/** The errors that a refused call ends with: errno(3). */
const ENOSYS = 38;
const EPERM = 1;
const EAFNOSUPPORT = 97;

/** Numbers of system calls in the order of the table below: asm/unistd_64.h, and asm-generic/unistd.h for arm64. */
const ARCHITECTURES = {
  // AUDIT_ARCH_* of linux/audit.h.
  x64: { audit: 0xc000003e, mmap: 9, socket: 41, column: 0 },
  arm64: { audit: 0xc00000b7, mmap: 222, socket: 198, column: 1 },
} as const;

/** Calls that do not exist inside. Node does without each of them. */
const REFUSED: Readonly<Record<string, readonly [x64: number, arm64: number]>> = {
  // Memory that stays for as long as a descriptor of it does, mapped or not.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  // System V: memory and messages that stay when their last user is gone.
  shmget: [29, 194],
  msgget: [68, 186],
  semget: [64, 190],
  mq_open: [240, 180],
  // Pages that a pipe keeps after the process gave them up.
  vmsplice: [278, 75],
  tee: [276, 77],
  // Keyrings outlive the process and are shared by all processes of a user.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  // It makes other calls past this filter.
  io_uring_setup: [425, 425],
  // Kernel memory in maps, buffers and page faults; none of it is for a server.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
};

/** socket(2): Unix, IPv4, IPv6 and the one that lists network interfaces. A virtual machine's AF_VSOCK leads to its host. */
const FAMILIES = [1, 2, 10, 16] as const;

/** mmap(2): MAP_SHARED and MAP_SHARED_VALIDATE share their lowest bit, which MAP_PRIVATE has not. */
const MAP_SHARED = 0x01;
const MAP_ANONYMOUS = 0x20;

/** The numbers of x32, a second table of x64, begin here. */
const X32_BIT = 0x40000000;

/** Offsets in struct seccomp_data; the low half of an argument comes first, as both architectures are little-endian. */
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

/** Whether the filter is known for a machine's processor, as Node names it. */
export function filterKnownFor(architecture: string): architecture is keyof typeof ARCHITECTURES {
  return Object.hasOwn(ARCHITECTURES, architecture);
}

/**
 * The program as bubblewrap reads it: an array of struct sock_filter, in the byte order of both architectures.
 * @param architecture as Node names it. Throws for one that the filter is not known for.
 */
export function callFilter(architecture: string): Buffer {
  if (!filterKnownFor(architecture)) throw new Error(`no filter for system calls is known for ${architecture}`);
  const { audit, mmap, socket, column } = ARCHITECTURES[architecture];
  const shared = MAP_SHARED | MAP_ANONYMOUS;
  const program: Instruction[] = [
    load(ARCHITECTURE),
    // A program of another architecture, such as 32 bits, has other numbers.
    skipIfEqual(audit, 1),
    answer(error(ENOSYS)),
    load(NUMBER),
    skipIfBelow(X32_BIT, 1),
    answer(error(ENOSYS)),
    ...Object.values(REFUSED).flatMap((numbers) => [skipUnlessEqual(numbers[column], 1), answer(error(ENOSYS))]),
    // Shared memory without a file has no name by which it could be counted.
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
