# For what builds a release, which reads this with `source`: one source and one compiler give the same bytes,
# in whichever folder and for whichever user.
umask 022
if [ -z "${SOURCE_DATE_EPOCH:-}" ] && ! SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null); then
  echo "There is no git to ask for the last commit's time: set SOURCE_DATE_EPOCH to a time in seconds" >&2
  exit 1
fi
export SOURCE_DATE_EPOCH

# No folder of this computer in what is given away. Where the standard library's source is installed, the
# compiler names it by its place there, and elsewhere by the compiler's own commit.
remap_folders() {
  local cargo=${CARGO_HOME:-$HOME/.cargo} std commit
  std=$(rustc --print sysroot)/lib/rustlib/src/rust
  commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
  local flags="--remap-path-prefix=$PWD=. --remap-path-prefix=$cargo=cargo --remap-path-prefix=$std=/rustc/$commit"
  # By system, because these are added to what .cargo/config.toml says, and RUSTFLAGS would take its place.
  export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS=$flags
  export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS=$flags
  export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS=$flags
  export CFLAGS="-ffile-prefix-map=$PWD=. -ffile-prefix-map=$cargo=cargo ${CFLAGS:-}"
}
