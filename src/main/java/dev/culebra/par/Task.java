package dev.culebra.par;

/** Work in independent chunks. Made once when a kernel is bound, run for ever. */
@FunctionalInterface
public interface Task {
  /** Does chunk number {@code chunk}; chunks may run in any order and on any thread. */
  void run(int chunk);
}
