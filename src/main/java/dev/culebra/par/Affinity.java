package dev.culebra.par;

import java.util.ServiceLoader;

/**
 * Ties threads to CPUs. Busy-waiting threads that the kernel puts on one core wait for each other
 * in whole scheduler ticks of some milliseconds; a worker with a core of its own cannot fall into
 * that. The implementation needs a system call, lives where those are allowed and is found by
 * {@link ServiceLoader}.
 */
public interface Affinity {
  /**
   * Why threads cannot be pinned here, in one line with the cure if there is one; null if they can.
   */
  String refusal();

  /** The CPUs that this process may use, ascending; empty if unknown. */
  int[] allowed();

  /**
   * Pins the calling thread, and the threads it starts from now on, to one CPU.
   *
   * @return whether the kernel agreed
   */
  boolean pin(int cpu);

  /** The CPU that the calling thread runs on, -1 if unknown. Costs some nanoseconds. */
  int current();

  /**
   * Moves the calling thread off the given CPUs now; afterwards it may run wherever it might
   * before.
   */
  void leave(int[] cpus);

  /** The implementation on the class path, or one that refuses. */
  static Affinity find() {
    return ServiceLoader.load(Affinity.class, Affinity.class.getClassLoader())
        .findFirst()
        .orElseGet(() -> none("no implementation on the class path"));
  }

  /** Leaves every thread where the kernel puts it. */
  static Affinity none(String refusal) {
    return new Affinity() {
      @Override
      public String refusal() {
        return refusal;
      }

      @Override
      public int[] allowed() {
        return new int[0];
      }

      @Override
      public boolean pin(int cpu) {
        return false;
      }

      @Override
      public int current() {
        return -1;
      }

      @Override
      public void leave(int[] cpus) {}
    };
  }
}
