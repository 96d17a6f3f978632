package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.files.UserError;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * cuDNN on a device's stream, for the life of the JVM, or why it cannot be used. Bound here and not
 * by JCuda, whose classes and natives for it are of different versions; the functions that we call
 * are those of cuDNN's header {@code cudnn_cnn.h}, the same in every version 9.
 *
 * @param library that was found; null if none was
 * @param version of the library; null if refused
 * @param handle for calls on the device's stream; null if refused
 * @param refusal the reason with its cure; null if it can be used
 */
record Cudnn(VendorLibrary library, String version, MemorySegment handle, String refusal) {
  static final String LIBRARY = "libcudnn.so.9";

  /**
   * Those that it opens for what we call, in the order in which they need each other. Where it does
   * not find one, it ends the process, so that they are opened before.
   */
  private static final List<String> PARTS =
      List.of("libcudnn_graph.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9");

  /** As {@code cudnnGetVersion} has it. */
  private static final int OLDEST = 90_000;

  private static final int SUCCESS = 0;

  private static final Map<CudaDevice, Cudnn> FOUND = new ConcurrentHashMap<>();

  /** That of the present device. */
  static Cudnn get() {
    return FOUND.computeIfAbsent(CudaDevice.current(), Cudnn::find);
  }

  private static Cudnn find(CudaDevice device) {
    try {
      String missing =
          PARTS.stream()
              .filter(part -> VendorLibrary.find(part, part) == null)
              .findFirst()
              .orElse(null);
      VendorLibrary library = VendorLibrary.find(LIBRARY, LIBRARY);
      if (library != null) {
        return missing == null
            ? open(library, device)
            : refused(library, LIBRARY + " lacks " + missing + "; reinstall cuDNN");
      }
    } catch (UserError full) {
      return refused(null, full.getMessage());
    } catch (IllegalArgumentException | UnsatisfiedLinkError damaged) {
      return refused(
          null, LIBRARY + " cannot be loaded (" + damaged.getMessage() + "); reinstall cuDNN");
    }
    return refused(
        null,
        LIBRARY
            + " not found; install cuDNN 9 (package libcudnn9, or pip's nvidia-cudnn), or name its"
            + " folder with -D"
            + VendorLibrary.FOLDERS
            + "=FOLDER");
  }

  private static Cudnn open(VendorLibrary library, CudaDevice device) {
    long number = number(library);
    if (number < OLDEST) {
      return refused(library, LIBRARY + " is version " + text(number) + "; install 9.0.0 or newer");
    }
    device.enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      int status = library.call("cudnnCreate", result);
      if (status != SUCCESS) {
        // There is no handle then.
        return refused(
            library,
            LIBRARY
                + " does not start: "
                + text(library, status)
                + "; install one that fits the driver and the device");
      }
      MemorySegment handle = result.get(ADDRESS, 0);
      Cudnn opened = new Cudnn(library, text(number), handle, null);
      opened.check("cudnnSetStream", handle, device.streamHandle());
      return opened;
    } finally {
      device.leave();
    }
  }

  private static long number(VendorLibrary library) {
    try {
      return (long) library.function("cudnnGetVersion", FunctionDescriptor.of(JAVA_LONG)).invoke();
    } catch (Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable thrown) {
      throw new IllegalStateException("[cudnn] version", thrown);
    }
  }

  /** Until version 8 a major version counted thousands. */
  private static String text(long number) {
    long major = number < OLDEST ? 1000 : 10_000;
    return number / major + "." + number % major / 100 + "." + number % 100;
  }

  private static Cudnn refused(VendorLibrary library, String reason) {
    return new Cudnn(library, null, null, reason);
  }

  /** Calls a function that is to succeed. */
  void check(String function, Object... arguments) {
    check(library.call(function, arguments), function);
  }

  /** Whether a call of what the library may not support was a success. */
  boolean succeeds(String function, Object... arguments) {
    return library.call(function, arguments) == SUCCESS;
  }

  /** Checks the result of a call of cuDNN. */
  void check(int result, String what) {
    if (result != SUCCESS) {
      throw new IllegalStateException("[cudnn] " + what + ": " + text(library, result));
    }
  }

  @SuppressWarnings("restricted")
  private static String text(VendorLibrary library, int status) {
    try {
      MemorySegment text =
          (MemorySegment)
              library
                  .function("cudnnGetErrorString", FunctionDescriptor.of(ADDRESS, JAVA_INT))
                  .invoke(status);
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable thrown) {
      throw new IllegalStateException("[cudnn] status " + status, thrown);
    }
  }
}
