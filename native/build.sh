#!/bin/sh
# Builds native/ into the class folder, and the CUDA kernels' emulation for the tests, with what this
# machine has; says in one line what was left out and why. Called by Maven: build.sh [test]
# With CULEBRA_NATIVE=library only what runs, not what tests need: the launcher wants nothing else.
set -eu
cd "$(dirname "$0")/.."
build=target/native

missing() { ! command -v "$1" >/dev/null 2>&1; }

compiler=${CC:-}
for candidate in cc gcc clang; do
  [ -n "$compiler" ] || missing $candidate || compiler=$candidate
done

skipped=
if missing cmake; then
  skipped="C kernels, the Vector API serves without them: cmake not found; install cmake"
elif [ -z "$compiler" ]; then
  skipped="C kernels, the Vector API serves without them: no C compiler found; install gcc"
elif missing make; then
  skipped="C kernels, the Vector API serves without them: no make found; install make"
elif [ "${CULEBRA_NATIVE:-}" != library ] && missing c++ && missing g++ && missing clang++ && [ -z "${CXX:-}" ]; then
  skipped="emulation of CUDA kernels, which only tests need: no C++ compiler found; install g++"
fi

if [ "${1:-}" = test ]; then
  [ "${CULEBRA_NATIVE:-}" != library ] || exit 0
  [ ! -f $build/CTestTestfile.cmake ] || ctest --test-dir $build --output-on-failure
  exit
fi

[ -z "$skipped" ] || echo "native: skipped $skipped"
case $skipped in C*) exit ;; esac

quietly() {
  "$@" >$build/log 2>&1 || { cat $build/log >&2; exit 1; }
}
mkdir -p $build
quietly cmake -S . -B $build -DCMAKE_C_COMPILER="$compiler" -DCULEBRA_OUTPUT="$PWD/target/classes"
case ${CULEBRA_NATIVE:-} in
  library) quietly cmake --build $build --target culebra ;;
  *) quietly cmake --build $build ;;
esac
