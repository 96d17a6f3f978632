#!/bin/sh
# Compiles the kernels, or those named, to the images that are checked in, and refuses one that
# spills registers. Each image begins with the hashes of the sources that it was made of; PtxTest
# compares them. Call it after changing a kernel: cuda-kernels/ptx.sh [NAME...]
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/local/cuda/bin
images=src/main/resources/dev/culebra/cuda
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir -p $images

[ $# -gt 0 ] || set -- $(cd cuda-kernels && ls *.cu | sed 's/\.cu$//')
for name; do
  source=cuda-kernels/$name.cu
  flags="-std=c++17 -fmad=false -I cuda-kernels -I native/include"
  # Turing's, unless the kernels say that they need more.
  oldest=$(sed -n 's|^// Needs sm_\([0-9]*\)\.$|\1|p' "$source")
  nvcc -ptx -arch=compute_${oldest:-75} $flags -Werror all-warnings -o "$work/compiled" "$source"
  {
    for file in $(nvcc -M $flags "$source" | tr -d '\\' | tr ' ' '\n' | sed 's|^\./||' |
      grep -E '^(cuda-kernels|native)/' | LC_ALL=C sort -u); do
      echo "// $(sha256sum "$file" | cut -d' ' -f1) $file"
    done
    # nvcc 13 writes ".version 9.0", which a CUDA 12 driver refuses. All that needs more than 8.0 are
    # remarks on which bytes of a vector are used, which newer drivers refuse under an older version.
    grep -vE '^(//.*)?$|\.pragma "used_bytes_mask' "$work/compiled" |
      sed 's/^\.version .*/.version 8.0/'
  } >"$work/$name.ptx"
  for target in 80 90 100; do
    [ $target -ge ${oldest:-75} ] || continue
    ptxas -arch=sm_$target -warn-spills -Werror -o "$work/cubin" "$work/$name.ptx"
  done
  mv "$work/$name.ptx" $images/
  echo "$name: $(wc -c <"$images/$name.ptx") bytes"
done

# What reports list.
for image in $images/*.ptx; do
  echo "$(basename "$image" .ptx) $(sed -n 's/^\.target //p' "$image")"
done >"$images/images.txt"
