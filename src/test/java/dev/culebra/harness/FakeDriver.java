package dev.culebra.harness;

import dev.culebra.run.Tiers;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What the double of the CUDA driver offers to tests; see {@code emulation/fake_driver.h}. A real
 * driver has nothing of it, and orders threads as it likes.
 */
@SuppressWarnings("restricted")
public final class FakeDriver {
  /** Orders in which the threads of a kernel run. */
  public enum Schedule {
    FORWARD,
    REVERSE,
    RANDOM
  }

  /** Null where the driver is no double. */
  private static final MethodHandle SCHEDULE =
      function(
          "culebra_fake_schedule",
          FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private static final MethodHandle MESSAGE =
      function("culebra_fake_message", FunctionDescriptor.of(ValueLayout.ADDRESS));
  private static final MethodHandle RECOVER =
      function("culebra_fake_recover", FunctionDescriptor.ofVoid());
  private static final MethodHandle LAUNCHES =
      function("culebra_fake_launches", FunctionDescriptor.of(ValueLayout.JAVA_LONG));

  private static final MethodHandle CONTEXTS =
      function(
          "culebra_fake_contexts",
          FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

  private static final MethodHandle SECOND_STREAM =
      function("culebra_fake_second_stream", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  private static final MethodHandle FAIL =
      function("culebra_fake_fail", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  private static final MethodHandle MEMORY =
      function("culebra_fake_memory", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
  private static final MethodHandle LOSE =
      function(
          "libnccl.so.2",
          "culebra_fake_lose",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private FakeDriver() {}

  /** The tiers of the device; without it the test is skipped, and the reason printed. */
  public static Tiers tiers() {
    Tiers tiers = Tiers.of("cuda");
    Assumptions.assumeTrue(
        tiers.names().contains("cuda"), () -> "no CUDA device: " + tiers.refusals().get("cuda"));
    return tiers;
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return function("libcuda.so.1", name, descriptor);
  }

  private static MethodHandle function(String file, String name, FunctionDescriptor descriptor) {
    String folder = System.getProperty("culebra.cuda.libraries", "");
    Path library = Path.of(folder, file).toAbsolutePath();
    return folder.isEmpty() || !Files.exists(library)
        ? null
        : SymbolLookup.libraryLookup(library, Arena.global())
            .find(name)
            .map(found -> Linker.nativeLinker().downcallHandle(found, descriptor))
            .orElse(null);
  }

  /** Whether the driver is the double. */
  static boolean isHere() {
    return SCHEDULE != null;
  }

  /** The order of threads in later launches. */
  public static void schedule(Schedule schedule, int seed) {
    if (!isHere()) {
      return;
    }
    try {
      SCHEDULE.invokeExact(schedule.ordinal(), seed);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /**
   * When a device's other streams work: as early as their waits allow, while the first one is late,
   * or as late.
   */
  public static void secondStream(boolean early) {
    if (!isHere()) {
      return;
    }
    try {
      SECOND_STREAM.invokeExact(early ? 1 : 0);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** What went wrong on the device; empty if nothing did. */
  public static String message() {
    if (!isHere()) {
      return "";
    }
    try {
      return ((MemorySegment) MESSAGE.invokeExact()).reinterpret(1000).getString(0);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** Forgets what went wrong, so that the next test has a device. */
  public static void recover() {
    if (!isHere()) {
      return;
    }
    try {
      RECOVER.invokeExact();
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** Kernels launched so far, replays included. */
  public static long launches() {
    try {
      return (long) LAUNCHES.invokeExact();
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** How often a device's context was asked for, also in vain: 0 if nobody opened the device. */
  public static long contexts(int device) {
    try {
      return (long) CONTEXTS.invokeExact(device);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** Lets a device fail: all that is asked of it. */
  public static void fail(int device) {
    try {
      FAIL.invokeExact(device);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** Bytes of memory that each device has from now on; all that there are, if that is less. */
  public static void memory(long bytes) {
    if (!isHere()) {
      return;
    }
    try {
      MEMORY.invokeExact(bytes);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }

  /** Lets devices lose each other: sums do not end, and NCCL says so; or find each other again. */
  public static void lose(boolean now) {
    try {
      int _ = (int) LOSE.invokeExact(now ? 1 : 0);
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }
}
