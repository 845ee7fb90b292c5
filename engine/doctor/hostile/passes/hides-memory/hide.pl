#!/usr/bin/perl
# Allocates memory in every way that counts for no process, and prints how much it got.
use strict;
use warnings;

my $arm = `uname -m` =~ /aarch64/;
my %number = $arm
  ? (memfd_create => 279, memfd_secret => 447, mmap => 222, msgget => 186, add_key => 217, io_uring_setup => 425)
  : (memfd_create => 319, memfd_secret => 447, mmap => 9, msgget => 68, add_key => 248, io_uring_setup => 425);
my $chunk = "x" x (60 * 1024 * 1024);
my $name = "hidden";

sub got { print "$_[0] got ", $_[1] / 1024 / 1024, " MB\n" }

# Files without a name (memfd). The limit on file sizes applies to each.
my @kept;
for (1 .. 12) {
  my $descriptor = syscall($number{memfd_create}, $name, 0);
  last if $descriptor < 0;
  open(my $file, "+<&=", $descriptor) or last;
  push @kept, $file if syswrite($file, $chunk);
}
got("memfd_create", @kept * length $chunk) if @kept;
got("memfd_secret", 1) if syscall($number{memfd_secret}, 0) >= 0;

# System V segments, which outlive their last user.
my $segments = 0;
for (1 .. 12) {
  my $id = shmget(0, length $chunk, 01600);
  last unless defined $id;
  shmwrite($id, $chunk, 0, length $chunk) and $segments++;
  shmctl($id, 0, 0) if $segments > 3;
}
got("shmget", $segments * length $chunk) if $segments;
got("msgget", 1) if syscall($number{msgget}, 0, 01600) >= 0;

# Shared anonymous mappings, and those of /dev/zero.
my $mapped = syscall($number{mmap}, 0, 4096, 3, 0x21, -1, 0);
got("mmap", 1) if $mapped != -1;
if (open(my $zero, "+<", "/dev/zero")) {
  got("/dev/zero", 1) if syscall($number{mmap}, 0, 4096, 3, 1, fileno $zero, 0) != -1;
}

# Keyrings, which outlive the process, and io_uring, which bypasses the system call filter.
my ($type, $payload) = ("user", "kept");
got("add_key", 1) if syscall($number{add_key}, $type, $name, $payload, length $payload, -4) > 0;
my $parameters = "\0" x 120;
got("io_uring_setup", 1) if syscall($number{io_uring_setup}, 4, $parameters) >= 0;
print "tried\n";
