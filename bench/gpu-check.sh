#!/usr/bin/env bash
# This has never run on a GPU: it was written where none is, and tried on the emulated device only.
#
# Checks and times device cuda on a machine that has a GPU but neither JDK nor Maven:
#
#   bench/gpu-check.sh pack [FILE]    where the JDK is: a runtime of Java and the build's products
#   bench/gpu-check.sh [REPORT]       where the GPU is, in the checkout or in what pack made
#   bench/gpu-check.sh rehearse [REPORT]    where no GPU is: the same on the emulated device, with
#                                     little of everything, in twenty minutes
#
# The report says, part by part and in the end in one list,
#  - whether the cases of every operation agree with the reference, in each precision of the device,
#    those of convolutions by our kernels and by cuDNN, of recurrent layers step by step and in one
#    launch;
#  - what compute-sanitizer finds in them;
#  - whether the first ten losses of the VAE and of a VQ-VAE are the CPU's, and those of two devices
#    one device's;
#  - whether both, trained twice, end with the same bytes, and beside the CPU's held-out loss;
#  - what lies between one step's kernels and the next one's;
#  - how fast kernels and whole steps are in each precision, beside PyTorch (eager, compiled, under
#    CUDA graphs) and beside the device's own copies and products, and what two devices bring;
#  - how fast convolutions and the steps that have some are by our kernels and by cuDNN;
#  - how fast recurrent layers are with a launch for each step and with all steps in one.
# A part that fails is named and the rest still runs. These variables are read:
#   PYTHON                    an interpreter that has torch for the GPU (python3)
#   CULEBRA_CUDA_LIBRARIES    folders of cuBLAS, cuDNN and NCCL where they are not found
#   CULEBRA_PARTS             a regular expression: only parts whose name it matches
#   CULEBRA_STEPS, CULEBRA_KERNELS    the same for steps and kernels
#   CULEBRA_CASES             the same for cases, whose operation's name begins with a match
#   CULEBRA_BATCH             samples of each step, instead of those listed and 64 in trainings
#   CULEBRA_TRAINING_STEPS    of each training (1000)
#   CULEBRA_PACE              of what is timed (--rounds 9 --seconds 0.25 --warm-up 1)
# A rehearsal sets all of them but the first and CULEBRA_PARTS, where they are not set.
# Exit code 0: all agree; 1: something does not; 2: something is missing.
set -eu

# What Java needs here; figures, which are left out, would need java.desktop.
MODULES=java.base,java.logging,java.management,jdk.incubator.vector,jdk.management,jdk.unsupported
LOSSES=("step mlp-vae n128" "step vq-vae n32")
GAPS=("step mlp-vae n128" "step conv-vae n128" "step vq-vae n32" "step unet n16" "step seq2seq n64")
CONVOLUTIONAL="conv-vae|vq-vae|unet"
# Seconds of one part.
LONGEST=7200

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
  mkdir -p "$packed/src/test" "$packed/src/data"
  JAVA25_HOME=$jdk mvn -q -B -f "$home/pom.xml" dependency:copy-dependencies -DincludeScope=test \
    -DoutputDirectory="$packed/lib" >&2
  "$jdk/bin/jlink" --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages \
    --compress zip-0 --vm server --output "$packed/java"
  # Debugging symbols are most of its size.
  command -v strip >/dev/null && find "$packed/java" -name '*.so' -exec strip --strip-unneeded {} +
  cp -r "$home/target/classes" "$packed/classes"
  [ ! -d "$home/target/cubins" ] || cp -r "$home/target/cubins" "$packed/cubins"
  cp -r "$home/target/test-classes" "$packed/test-classes"
  rm -rf "$packed/test-classes/golden"
  cp -r "$home/bench" "$packed/bench"
  cp -r "$home/src/test/python" "$packed/src/test/python"
  cp -r "$home/src/data/mnist" "$packed/src/data/mnist"
  git -C "$home" describe --always --dirty >"$packed/REVISION" 2>/dev/null || echo unknown >"$packed/REVISION"
  tar -C "$home/target" -cJf "$file.part" culebra-gpu
  mv "$file.part" "$file"
  echo "$file: $(($(wc -c <"$file") / 1000000)) MB; unpack it and call culebra-gpu/bench/gpu-check.sh"
}

if [ "${1:-}" = pack ]; then
  shift
  pack "$@"
  exit
fi

# On the emulated device a step of 32 pictures takes half a minute, and one of the U-Net hours.
rehearse() {
  title="Culebra $revision rehearsed without a GPU: no figure here means anything"
  : "${CULEBRA_CUDA_LIBRARIES=$home/target/native/cuda-emulation}"
  : "${CULEBRA_CASES=conv2d|matmul|gru|exp}"
  : "${CULEBRA_STEPS=vae}"
  : "${CULEBRA_KERNELS=gemm 128x400x20 nt|conv 32>128|lstm 1x|chain 64K$}"
  : "${CULEBRA_BATCH=2}"
  : "${CULEBRA_TRAINING_STEPS=5}"
  : "${CULEBRA_PACE=--rounds 1 --seconds 0.01 --warm-up 0}"
}

[ -x "$home/java/bin/java" ] && packed=$home
[ -x "$packed/java/bin/java" ] ||
  fail "no packed runtime of Java; call bench/gpu-check.sh pack where a JDK 25 and Maven are"
revision=$(cat "$packed/REVISION")
title="Culebra $revision on a GPU"
if [ "${1:-}" = rehearse ]; then
  shift
  rehearse
fi
report=${1:-gpu-report.txt}
[ -w "$(dirname "$report")" ] || fail "$report cannot be written; name another file"
python=${PYTHON:-python3}
work=$(mktemp -d)

# Also when it is interrupted: what was found until then.
finish() {
  [ ! -f "$work/report" ] || { cp "$work/report" "$report.part" && mv "$report.part" "$report"; }
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

java=("$packed/java/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
  -XX:+UseSerialGC -Djava.awt.headless=true -Dculebra.home="$packed" -Dculebra.seed=1
  "-Dculebra.cases=${CULEBRA_CASES:-.*}"
  -cp "$packed/test-classes:$packed/classes:$packed/cubins:$packed/lib/*")
[ -z "${CULEBRA_CUDA_LIBRARIES:-}" ] || java+=("-Dculebra.cuda.libraries=$CULEBRA_CUDA_LIBRARIES")
check=(dev.culebra.harness.GpuCheck)
read -r -a pace <<<"${CULEBRA_PACE:---rounds 9 --seconds 0.25 --warm-up 1}"

say() { echo "$*" | tee -a "$work/report"; }

result=0
outcomes=()

# What a command has printed, then what it has said beside that: of the rows that bench tells as it
# goes along, those alone that are not in its table. Java's line on incubators is left out.
printed() {
  cat "$work/output"
  awk '
    { line = $0; gsub(/ +/, " ", line); sub(/ $/, "", line) }
    FILENAME == ARGV[1] { told[line]; next }
    !(line in told) && !/^WARNING: Using incubator modules/
  ' "$work/output" "$work/errors"
}

# A part of the report: its name, and what a command prints. No command hangs for ever, and none
# keeps the next from its turn.
part() {
  local name=$1 code=0
  shift
  [[ $name =~ ${CULEBRA_PARTS:-.*} ]] || return 0
  say ""
  say "== $name"
  timeout --foreground --kill-after=60 "$LONGEST" "$@" >"$work/output" 2>"$work/errors" || code=$?
  printed | tee -a "$work/report"
  if [ "$code" -eq 0 ]; then
    outcomes+=("passed   $name")
  else
    say "exit code $code"
    outcomes+=("FAILED   $name (exit code $code)")
    result=1
  fi
}

# A part that goes through steps: those of them that CULEBRA_STEPS matches, at CULEBRA_BATCH.
part_of_steps() {
  local name=$1 words=$2 wanted=() step
  shift 2
  for step in "$@"; do
    step="${step% n*} n${CULEBRA_BATCH:-${step##* n}}"
    [[ $step =~ ${CULEBRA_STEPS:-.*} ]] && wanted+=("$step")
  done
  if [ ${#wanted[@]} -eq 0 ]; then
    missing "$name" "CULEBRA_STEPS matches none of its steps"
    return 0
  fi
  # shellcheck disable=SC2086
  part "$name" "${java[@]}" "${check[@]}" $words "${wanted[@]}"
}

# A part that times what two expressions both match.
part_of_bench() {
  local name=$1 filter="^(?=.*($2))(?=.*($3))"
  shift 3
  [[ $name =~ ${CULEBRA_PARTS:-.*} ]] || return 0
  if names=$("$@" --filter "$filter" --list 2>/dev/null) && [ -z "$names" ]; then
    missing "$name" "nothing of it is asked for"
    return 0
  fi
  part "$name" "$@" --filter "$filter"
}

# What cannot be done here, and why.
missing() {
  [[ $1 =~ ${CULEBRA_PARTS:-.*} ]] || return 0
  say ""
  say "== $1: not done: $2"
  outcomes+=("not done $1: $2")
}

# Nothing is written before it is known that there is a device.
"${java[@]}" "${check[@]}" device >"$work/device" 2>"$work/refusal" ||
  fail "$(grep '^gpu-check: ' "$work/refusal" | sed 's/^gpu-check: //' | grep . || tail -1 "$work/refusal")"
precisions=$(sed -n 's/^precisions: //p' "$work/device")
devices=$(sed -n 's/^devices: //p' "$work/device")
nccl=$(sed -n 's/^cuda nccl: //p' "$work/device")
cudnn=$(sed -n 's/^cuda cudnn: //p' "$work/device")

say "$title, $(date -u +%Y-%m-%dT%H:%MZ)"
part "machine" cat "$work/device"
if command -v nvidia-smi >/dev/null; then
  part "nvidia-smi" nvidia-smi --format=csv \
    --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.memory,power.limit
else
  missing "nvidia-smi" "not found"
fi
if "$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  peers=all
  part "torch" "$python" -c 'import torch; print("torch", torch.__version__, "CUDA", torch.version.cuda,
    "cuDNN", torch.backends.cudnn.version(), torch.cuda.get_device_name())'
else
  peers=none
  missing "torch" "$python has no torch that sees a GPU; nothing is timed beside it"
fi

part "cases" "${java[@]}" "${check[@]}" cases
part_of_steps "first losses" losses "${LOSSES[@]}"
for model in vae vq-vae; do
  part "training $model" "${java[@]}" "${check[@]}" \
    training "$model" "$work/runs" "${CULEBRA_TRAINING_STEPS:-1000}" "${CULEBRA_BATCH:-64}"
done

# Several devices
if [ "$devices" -lt 2 ]; then
  several="there is one device"
elif [ -z "$nccl" ] || [[ $nccl == refused* ]]; then
  several="NCCL: ${nccl:-not told of}"
else
  several=
fi
if [ -z "$several" ]; then
  part_of_steps "two devices" devices "${LOSSES[@]}"
else
  missing "two devices" "$several"
fi

# What is timed
bench=(dev.culebra.cli.Main bench --threads 1 --python "$python" "${pace[@]}")
steps=(--steps)
[ -z "${CULEBRA_BATCH:-}" ] || steps+=(--batch "$CULEBRA_BATCH")
part_of_steps "gaps" "gaps 2" "${GAPS[@]}"
for precision in $precisions; do
  by=("${java[@]}" "${bench[@]}" --device cuda --precision "$precision" --peers "$peers")
  part_of_bench "steps $precision" "${CULEBRA_STEPS:-}" "" "${by[@]}" "${steps[@]}"
  part_of_bench "kernels $precision" "${CULEBRA_KERNELS:-}" "" "${by[@]}" --kernels
done
# Which kernels convolve, where that is a choice: in bfloat16 all are ours.
for precision in $precisions; do
  for choice in own cudnn; do
    if [ "$precision" = bf16 ]; then
      continue
    elif [ "$choice" = cudnn ] && [[ -z $cudnn || $cudnn == refused* ]]; then
      missing "convolutions $precision by cudnn" "cuDNN: ${cudnn:-not told of}"
      continue
    fi
    by=("${java[@]}" "-Dculebra.cuda.convolutions=$choice" "${bench[@]}" --device cuda
      --precision "$precision" --peers none)
    part_of_bench "convolutions $precision by $choice" "${CULEBRA_KERNELS:-}" conv \
      "${by[@]}" --kernels
    part_of_bench "steps with convolutions $precision by $choice" "${CULEBRA_STEPS:-}" \
      "$CONVOLUTIONAL" "${by[@]}" "${steps[@]}"
  done
done
part "recurrent layers" "${java[@]}" "${check[@]}" recurrent 0.25 "${CULEBRA_KERNELS:-lstm|gru}"
if [ -z "$several" ]; then
  part_of_bench "steps on two devices" "${CULEBRA_STEPS:-}" "" \
    "${java[@]}" "${bench[@]}" --device cuda:0,1 --peers none "${steps[@]}"
else
  missing "steps on two devices" "$several"
fi

# Last, since it takes longest
sanitizer=$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)
# racecheck sees shared memory only, the others all of it.
for tool in memcheck racecheck initcheck synccheck; do
  if [ -x "$sanitizer" ]; then
    part "sanitizer $tool" "$sanitizer" --tool "$tool" --error-exitcode 3 --target-processes all \
      --print-limit 20 "${java[@]}" "${check[@]}" cases
  else
    missing "sanitizer $tool" "compute-sanitizer not found; it comes with the CUDA toolkit"
  fi
done

say ""
say "== outcome"
for outcome in "${outcomes[@]}"; do say "$outcome"; done
finish
trap - EXIT
echo "written to $report"
for outcome in "${outcomes[@]}"; do
  case $outcome in FAILED*) echo "gpu-check: $outcome" >&2 ;; esac
done
exit "$result"
