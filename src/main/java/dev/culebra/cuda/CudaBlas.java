package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.files.UserError;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * cuBLAS on a device's stream, for the life of the JVM, or why it cannot be used. Bound here and
 * not by JCuda, whose library asks for cuBLAS 12 by name: the few functions that we call are the
 * same in 12 and 13.
 *
 * @param library that was found; null if none was
 * @param version of the library; null if refused
 * @param product {@code cublasGemmStridedBatchedEx} without its handle; null if refused
 * @param refusal the reason with its cure; null if it can be used
 */
record CudaBlas(VendorLibrary library, String version, MethodHandle product, String refusal) {
  /** The number 1 in memory that cuBLAS reads. */
  static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_FLOAT, 1);

  /** The number 0 in memory that cuBLAS reads. */
  static final MemorySegment ZERO = Arena.global().allocateFrom(JAVA_FLOAT, 0);

  /** What NVIDIA recommends for its newest devices; fixed, because results depend on it. */
  private static final long WORKSPACE_BYTES = 32L << 20;

  private static final int SUCCESS = 0;

  private static final Map<Integer, String> STATUS =
      Map.of(
          1, "NOT_INITIALIZED",
          3, "ALLOC_FAILED",
          7, "INVALID_VALUE",
          8, "ARCH_MISMATCH",
          11, "MAPPING_ERROR",
          13, "EXECUTION_FAILED",
          14, "INTERNAL_ERROR",
          15, "NOT_SUPPORTED");

  private static final Map<CudaDevice, CudaBlas> FOUND = new ConcurrentHashMap<>();

  /**
   * That of the present device.
   *
   * @throws UserError if the device is full; it may be asked for again
   */
  static CudaBlas get() {
    return FOUND.computeIfAbsent(CudaDevice.current(), CudaBlas::find);
  }

  private static CudaBlas find(CudaDevice device) {
    // A library newer than the driver does not start.
    List<Integer> majors = CudaFacts.driverVersion() < 13000 ? List.of(12) : List.of(13, 12);
    for (int major : majors) {
      String name = "libcublas.so." + major;
      try {
        VendorLibrary library = VendorLibrary.find(name, "libcublasLt.so." + major);
        if (library != null) {
          return open(library, device);
        }
      } catch (IllegalArgumentException | UnsatisfiedLinkError damaged) {
        return refused(
            null, name + " cannot be loaded (" + damaged.getMessage() + "); reinstall cuBLAS");
      }
    }
    return refused(
        null,
        "libcublas.so."
            + (majors.size() == 1 ? "12" : "13 or 12")
            + " not found; install cuBLAS for CUDA "
            + majors.getFirst()
            + ", or name its folder with -D"
            + VendorLibrary.FOLDERS
            + "=FOLDER"
            + File.pathSeparator
            + "FOLDER");
  }

  private static CudaBlas open(VendorLibrary library, CudaDevice device) {
    MemorySegment workspace = device.allocate(WORKSPACE_BYTES);
    device.enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      int status = library.call("cublasCreate_v2", result);
      if (status != SUCCESS) {
        // The handle must not be touched any more.
        device.free(workspace);
        return refused(
            library,
            library.name()
                + " does not start: "
                + status(status)
                + "; install one that fits the driver and the device");
      }
      MemorySegment handle = result.get(ADDRESS, 0);
      check(library.call("cublasSetStream_v2", handle, device.streamHandle()), "stream");
      check(library.call("cublasSetWorkspace_v2", handle, workspace, WORKSPACE_BYTES), "workspace");
      check(library.call("cublasGetVersion_v2", handle, result), "version");
      int version = result.get(JAVA_INT, 0);
      String text = version / 10000 + "." + version / 100 % 100 + "." + version % 100;
      MethodHandle product = library.function("cublasGemmStridedBatchedEx", PRODUCT).bindTo(handle);
      return new CudaBlas(library, text, product, null);
    } finally {
      device.leave();
    }
  }

  /** Operations, sizes, scale, two operands, scale, result, batches, arithmetic, algorithm. */
  private static final FunctionDescriptor PRODUCT =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS,
          JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS,
          JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);

  private static CudaBlas refused(VendorLibrary library, String reason) {
    return new CudaBlas(library, null, null, reason);
  }

  private static String status(int status) {
    return "CUBLAS_STATUS_" + STATUS.getOrDefault(status, String.valueOf(status));
  }

  /** Checks the result of a call of cuBLAS. */
  static void check(int result, String what) {
    if (result != SUCCESS) {
      throw new IllegalStateException("[cublas] " + what + ": " + status(result));
    }
  }
}
