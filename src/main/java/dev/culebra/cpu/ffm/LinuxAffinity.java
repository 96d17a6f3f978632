package dev.culebra.cpu.ffm;

import dev.culebra.par.Affinity;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.stream.IntStream;

/** {@code sched_getaffinity} and {@code sched_setaffinity} of the C library, for the calling thread. */
public final class LinuxAffinity implements Affinity {
  /** 8192 CPUs: the largest mask of a Linux kernel. */
  private static final int MASK_BYTES = 1024;

  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);

  private final String refusal;
  private final MethodHandle set;
  private final int[] allowed;

  /** Probes the C library once; never throws, never prints. */
  public LinuxAffinity() {
    String reason = null;
    MethodHandle setter = null;
    int[] cpus = new int[0];
    if (!System.getProperty("os.name").equals("Linux")) {
      reason = "pinning is for Linux only";
    } else if (!LinuxAffinity.class.getModule().isNativeAccessEnabled()) {
      reason = "native access is off; start java with --enable-native-access=ALL-UNNAMED";
    } else {
      try {
        setter = function("sched_setaffinity");
        cpus = mask(function("sched_getaffinity"));
      } catch (Throwable thrown) {
        reason = "sched_setaffinity cannot be called: " + thrown.getMessage();
      }
    }
    refusal = reason;
    set = setter;
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
      mask.setAtIndex(ValueLayout.JAVA_LONG, cpu / 64, 1L << cpu % 64);
      return (int) set.invokeExact(0, (long) MASK_BYTES, mask) == 0;
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), SIGNATURE);
  }

  private static int[] mask(MethodHandle get) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, 8);
      if ((int) get.invokeExact(0, (long) MASK_BYTES, mask) < 0) {
        throw new IllegalStateException("sched_getaffinity failed");
      }
      return IntStream.range(0, MASK_BYTES * 8)
          .filter(cpu -> (mask.getAtIndex(ValueLayout.JAVA_LONG, cpu / 64) >> cpu % 64 & 1) != 0)
          .toArray();
    }
  }
}
