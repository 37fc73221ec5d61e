#!/bin/sh
# Builds the programs named, or all of them, to dist/<name>.elf. Their bytes do not depend on where this folder is.
set -eu
cd "$(dirname "$0")"
folder=$(pwd -P)
target=riscv32im-unknown-none-elf

names=$*
if [ -z "$names" ]; then
    for source in */src/main.rs; do
        names="$names ${source%%/*}"
    done
fi

cargo fetch --quiet --locked --target $target

# Flags of the user or of a folder above must not reach the programs: these replace them all. The separator of this
# variable lets paths hold spaces.
separator=$(printf '\037')
flags="-Clink-arg=-Tguest.ld${separator}--remap-path-prefix=$folder=guests"
for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    flags="$flags${separator}--remap-path-prefix=$sources=registry"
done
export CARGO_ENCODED_RUSTFLAGS="$flags"

mkdir -p dist
for name in $names; do
    cargo build --quiet --locked --release --target $target --package "$name"
    cp "${CARGO_TARGET_DIR:-target}/$target/release/$name" "dist/$name.elf"
    echo "dist/$name.elf"
done
