#!/bin/sh
# Assembles the images that are checked in for single architectures, so that a driver of the same CUDA
# or newer need not when a program first starts; refuses one that spills registers. What comes of it,
# target/cubins, goes on the class path. Only what has changed is done again.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/local/cuda/bin
images=src/main/resources/dev/culebra/cuda
# As the class path has it: a list begins with the CUDA that the driver must be for, then has a line
# for each image, with the hash of the PTX that it was made of.
cubins=target/cubins/dev/culebra/cuda

if ! command -v ptxas >/dev/null 2>&1; then
  echo "cuda-kernels: skipped cubins, drivers compile PTX without them: ptxas not found; install CUDA's nvcc"
  exit
fi
cuda=$(ptxas --version | sed -n 's/.*release \([0-9]*\)\..*/cuda \1/p')

for architecture in 80 86 89 90 100 120; do
  folder=$cubins/sm_$architecture
  mkdir -p $folder
  # Those that say they need more are not for it.
  wanted=$(while read -r name target; do
    [ "${target#sm_}" -gt $architecture ] || echo "$name $(sha256sum <$images/$name.ptx | cut -d' ' -f1)"
  done <$images/images.txt)
  old=$(cat $folder/cubins.txt 2>/dev/null || true)
  new="$cuda
$wanted"
  [ "$old" != "$new" ] || continue
  case $old in "$cuda"*) ;; *) old= ;; esac
  rm -f $folder/cubins.txt
  echo "$wanted" | while read -r name hash; do
    echo "$old" | grep -qx "$name $hash" || echo "$name"
  done | xargs -P "$(nproc)" -I NAME ptxas -arch=sm_$architecture -warn-spills -Werror \
    -o $folder/NAME.cubin $images/NAME.ptx
  for cubin in $folder/*.cubin; do
    echo "$wanted" | grep -q "^$(basename "$cubin" .cubin) " || rm "$cubin"
  done
  echo "$new" >$folder/cubins.txt
done
echo "cuda-kernels: cubins for $(ls $cubins | tr '\n' ' ')in target/cubins"
