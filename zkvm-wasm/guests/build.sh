#!/bin/sh
# Builds the programs named, or all of them, to dist/<name>.elf. Their bytes do not depend on where this folder is.
# Programs in C need clang and lld; without them they are left out, unless they are named.
set -eu
cd "$(dirname "$0")"
folder=$(pwd -P)
target=riscv32im-unknown-none-elf

# Flags of the user or of a folder above must not reach the programs: these replace them all. The separator of this
# variable lets paths hold spaces.
build_rust() {
    cargo fetch --quiet --locked --target $target
    separator=$(printf '\037')
    flags="-Clink-arg=-Tguest.ld${separator}--remap-path-prefix=$folder=guests"
    for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
        flags="$flags${separator}--remap-path-prefix=$sources=registry"
    done
    CARGO_ENCODED_RUSTFLAGS="$flags" cargo build --quiet --locked --release --target $target --package "$1"
    cp "${CARGO_TARGET_DIR:-target}/$target/release/$1" "dist/$1.elf"
}

build_c() {
    clang --target=riscv32-unknown-elf -march=rv32im -mabi=ilp32 -mno-relax -O2 -Wall -Wextra -Werror \
        -ffreestanding -fno-builtin -nostdlib -fuse-ld=lld -Wl,-T,guest/guest.ld,--strip-all,--build-id=none \
        -Iguest-c guest-c/crt0.S guest-c/memory.c "$1/main.c" -o "dist/$1.elf"
}

names=$*
if [ -z "$names" ]; then
    for source in */src/main.rs */main.c; do
        name=${source%%/*}
        if [ "${source##*.}" = c ] && ! { command -v clang && command -v ld.lld; } >/dev/null; then
            echo "dist/$name.elf is left out: it needs clang and lld"
        else
            names="$names $name"
        fi
    done
fi

mkdir -p dist
for name in $names; do
    if [ -f "$name/main.c" ]; then
        build_c "$name"
    else
        build_rust "$name"
    fi
    echo "dist/$name.elf"
done
