package dev.culebra.cpu.ffm;

import dev.culebra.par.Affinity;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.stream.IntStream;

/** The scheduling calls of the C library, for the calling thread. */
public final class LinuxAffinity implements Affinity {
  /** 8192 CPUs: the largest mask of a Linux kernel. */
  private static final int MASK_BYTES = 1024;

  private static final FunctionDescriptor MASK_CALL =
      FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);

  private final String refusal;
  private final MethodHandle getMask;
  private final MethodHandle setMask;
  private final MethodHandle getCpu;
  private final int[] allowed;

  /** Probes the C library once; never throws, never prints. */
  public LinuxAffinity() {
    String reason = null;
    MethodHandle[] calls = new MethodHandle[3];
    int[] cpus = new int[0];
    if (!System.getProperty("os.name").equals("Linux")) {
      reason = "pinning is for Linux only";
    } else if (!LinuxAffinity.class.getModule().isNativeAccessEnabled()) {
      reason = "native access is off; start java with --enable-native-access=ALL-UNNAMED";
    } else {
      try (Arena arena = Arena.ofConfined()) {
        calls[0] = function("sched_getaffinity", MASK_CALL);
        calls[1] = function("sched_setaffinity", MASK_CALL);
        calls[2] =
            function(
                "sched_getcpu",
                FunctionDescriptor.of(ValueLayout.JAVA_INT),
                Linker.Option.critical(false));
        MemorySegment mask = arena.allocate(MASK_BYTES, 8);
        check((int) calls[0].invokeExact(0, (long) MASK_BYTES, mask) >= 0);
        cpus = IntStream.range(0, MASK_BYTES * 8).filter(cpu -> holds(mask, cpu)).toArray();
      } catch (Throwable thrown) {
        reason = "the scheduling calls do not work: " + thrown.getMessage();
      }
    }
    refusal = reason;
    getMask = calls[0];
    setMask = calls[1];
    getCpu = calls[2];
    allowed = cpus;
  }

  @Override
  public String refusal() {
    return refusal;
  }

  @Override
  public int[] allowed() {
    return allowed.clone();
  }

  @Override
  public boolean pin(int cpu) {
    if (refusal != null || cpu < 0 || cpu >= MASK_BYTES * 8) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, 8);
      put(mask, cpu, true);
      return (int) setMask.invokeExact(0, (long) MASK_BYTES, mask) == 0;
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  @Override
  public int current() {
    if (refusal != null) {
      return -1;
    }
    try {
      return (int) getCpu.invokeExact();
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** A mask without these CPUs moves the thread at once; then it gets the former mask back. */
  @Override
  public void leave(int[] cpus) {
    if (refusal != null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(MASK_BYTES, 8);
      check((int) getMask.invokeExact(0, (long) MASK_BYTES, before) >= 0);
      MemorySegment without = arena.allocate(MASK_BYTES, 8).copyFrom(before);
      for (int cpu : cpus) {
        put(without, cpu, false);
      }
      int moved = (int) setMask.invokeExact(0, (long) MASK_BYTES, without);
      if (moved == 0) {
        check((int) setMask.invokeExact(0, (long) MASK_BYTES, before) == 0);
      }
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
  }

  private static void check(boolean done) {
    if (!done) {
      throw new IllegalStateException("the C library reports an error");
    }
  }

  private static boolean holds(MemorySegment mask, int cpu) {
    return (mask.getAtIndex(ValueLayout.JAVA_LONG, cpu / 64) >> cpu % 64 & 1) != 0;
  }

  private static void put(MemorySegment mask, int cpu, boolean value) {
    long word = mask.getAtIndex(ValueLayout.JAVA_LONG, cpu / 64);
    long bit = 1L << cpu % 64;
    mask.setAtIndex(ValueLayout.JAVA_LONG, cpu / 64, value ? word | bit : word & ~bit);
  }
}
