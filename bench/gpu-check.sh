#!/usr/bin/env bash
# This has never run on a GPU: it was written where none is, and tried on the emulated device only.
#
# Checks and times device cuda on a machine that has a GPU but neither JDK nor Maven:
#
#   bench/gpu-check.sh pack [FILE]    where the JDK is: a runtime of Java and the build's products
#   bench/gpu-check.sh [REPORT]       where the GPU is, in the checkout or in what pack made
#
# The report says whether the cases of every operation agree with the reference, what
# compute-sanitizer finds in them, whether the first ten losses of the VAE and of a VQ-VAE are the
# CPU's, and how fast whole training steps are, beside PyTorch's where PYTHON (python3) has torch.
# CULEBRA_CUDA_LIBRARIES names the folder of cuBLAS where it is not found, CULEBRA_CASES
# restricts the cases. Exit code 0: all agree; 1: something does not; 2: something is missing.
set -eu

# What Java needs here; figures would need java.desktop.
MODULES=java.base,java.logging,java.management,jdk.incubator.vector,jdk.management,jdk.unsupported
LOSSES=("step mlp-vae n128" "step vq-vae n32")

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
packed=$home/target/culebra-gpu

fail() {
  echo "gpu-check: $*" >&2
  exit 2
}

pack() {
  local file=${1:-$home/target/culebra-gpu.tar.xz} jdk
  jdk=${CULEBRA_JAVA_HOME:-${JAVA_HOME:-}}
  [ -x "$jdk/bin/jlink" ] || fail "no jlink; set CULEBRA_JAVA_HOME to a JDK 25"
  command -v mvn >/dev/null || fail "mvn not found; install Maven 3.8 or newer"
  [ -d "$home/target/test-classes" ] || fail "nothing is built; run mvn verify first"
  rm -rf "$packed"
  mkdir -p "$packed/src/test"
  JAVA25_HOME=$jdk mvn -q -B -f "$home/pom.xml" dependency:copy-dependencies -DincludeScope=test \
    -DoutputDirectory="$packed/lib" >&2
  "$jdk/bin/jlink" --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages \
    --compress zip-0 --vm server --output "$packed/java"
  # Debugging symbols are most of its size.
  command -v strip >/dev/null && find "$packed/java" -name '*.so' -exec strip --strip-unneeded {} +
  cp -r "$home/target/classes" "$packed/classes"
  cp -r "$home/target/test-classes" "$packed/test-classes"
  rm -rf "$packed/test-classes/golden"
  cp -r "$home/bench" "$packed/bench"
  cp -r "$home/src/test/python" "$packed/src/test/python"
  tar -C "$home/target" -cJf "$file.part" culebra-gpu
  mv "$file.part" "$file"
  echo "$file: $(($(wc -c <"$file") / 1000000)) MB; unpack it and call culebra-gpu/bench/gpu-check.sh"
}

if [ "${1:-}" = pack ]; then
  shift
  pack "$@"
  exit
fi

[ -x "$home/java/bin/java" ] && packed=$home
[ -x "$packed/java/bin/java" ] ||
  fail "no packed runtime of Java; call bench/gpu-check.sh pack where a JDK 25 and Maven are"
report=${1:-gpu-report.txt}
[ -w "$(dirname "$report")" ] || fail "$report cannot be written; name another file"
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

java=("$packed/java/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
  -XX:+UseSerialGC -Djava.awt.headless=true -Dculebra.home="$packed" -Dculebra.seed=1
  -cp "$packed/test-classes:$packed/classes:$packed/lib/*")
[ -z "${CULEBRA_CUDA_LIBRARIES:-}" ] || java+=("-Dculebra.cuda.libraries=$CULEBRA_CUDA_LIBRARIES")
check=(dev.culebra.harness.GpuCheck)

say() { echo "$*" | tee -a "$work/report"; }

# A part of the report: its title, and what a command prints, without Java's line on incubators.
result=0
part() {
  local title=$1 code=0
  shift
  say ""
  say "== $title"
  "$@" >"$work/output" 2>&1 || code=$?
  grep -v '^WARNING: Using incubator modules' "$work/output" | tee -a "$work/report" || true
  if [ "$code" -ne 0 ]; then
    say "exit code $code"
    result=1
  fi
  return 0
}

# Nothing is written before it is known that there is a device.
"${java[@]}" "${check[@]}" device >"$work/device" 2>"$work/refusal" ||
  fail "$(grep '^gpu-check: ' "$work/refusal" | sed 's/^gpu-check: //' || tail -1 "$work/refusal")"

say "Culebra on a GPU, $(date -u +%Y-%m-%dT%H:%MZ)"
part "machine" cat "$work/device"
command -v nvidia-smi >/dev/null &&
  part "nvidia-smi" nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm --format=csv
part "cases against the reference" \
  "${java[@]}" "-Dculebra.cases=${CULEBRA_CASES:-.*}" "${check[@]}" cases

sanitizer=$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)
if [ -x "$sanitizer" ]; then
  # racecheck sees shared memory only, the others all of it.
  for tool in memcheck racecheck initcheck synccheck; do
    part "compute-sanitizer, $tool" timeout 3600 "$sanitizer" --tool "$tool" --error-exitcode 3 \
      --target-processes all --print-limit 20 \
      "${java[@]}" "-Dculebra.cases=${CULEBRA_CASES:-.*}" "${check[@]}" cases
  done
else
  say ""
  say "== compute-sanitizer: not found; it comes with the CUDA toolkit"
fi

part "first losses" "${java[@]}" "${check[@]}" losses "${LOSSES[@]}"

peers=none
if "$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  peers=torch
else
  say ""
  say "== PyTorch: $python has no torch that sees a GPU; steps are timed without a peer"
fi
part "training steps" "${java[@]}" dev.culebra.cli.Main bench --device cuda --threads 1 \
  --filter "${CULEBRA_STEPS:-}" --peers "$peers" --python "$python"

mv "$work/report" "$report"
echo "written to $report"
exit "$result"
