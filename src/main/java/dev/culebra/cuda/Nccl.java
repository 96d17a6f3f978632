package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.files.UserError;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.stream.IntStream;

/**
 * NVIDIA's library of sums over devices, {@code libnccl.so.2}: the functions that we call, by their
 * names in {@code nccl.h}. For the life of the JVM; any thread.
 */
final class Nccl {
  static final String LIBRARY = "libnccl.so.2";

  private static final int SUCCESS = 0;

  /** {@code ncclInProgress}: no failure. */
  private static final int IN_PROGRESS = 7;

  /** {@code ncclFloat32}. */
  private static final int FLOAT = 7;

  /** {@code ncclSum}. */
  private static final int SUM = 0;

  private final MethodHandle initAll;
  private final MethodHandle groupStart;
  private final MethodHandle allReduce;
  private final MethodHandle groupEnd;
  private final MethodHandle asyncError;
  private final MethodHandle abort;
  private final MethodHandle destroy;
  private final MethodHandle errorString;
  private final MethodHandle getVersion;

  private Nccl(VendorLibrary library) {
    initAll = handle(library, "ncclCommInitAll", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    groupStart = handle(library, "ncclGroupStart", JAVA_INT);
    allReduce =
        handle(
            library,
            "ncclAllReduce",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    groupEnd = handle(library, "ncclGroupEnd", JAVA_INT);
    asyncError = handle(library, "ncclCommGetAsyncError", JAVA_INT, ADDRESS, ADDRESS);
    abort = handle(library, "ncclCommAbort", JAVA_INT, ADDRESS);
    destroy = handle(library, "ncclCommDestroy", JAVA_INT, ADDRESS);
    errorString = handle(library, "ncclGetErrorString", ADDRESS, JAVA_INT);
    getVersion = handle(library, "ncclGetVersion", JAVA_INT, ADDRESS);
  }

  private static Nccl loaded;

  /**
   * The library of this machine.
   *
   * @throws UserError if there is none, with the cure
   */
  static synchronized Nccl get() {
    if (loaded == null) {
      loaded = load();
    }
    return loaded;
  }

  private static Nccl load() {
    try {
      VendorLibrary library = VendorLibrary.find(LIBRARY, LIBRARY);
      if (library != null) {
        return new Nccl(library);
      }
    } catch (IllegalArgumentException | UnsatisfiedLinkError damaged) {
      throw new UserError(
          LIBRARY + " cannot be loaded (" + damaged.getMessage() + "); reinstall NCCL", damaged);
    }
    throw new UserError(
        LIBRARY
            + " not found, which several devices need; install NCCL 2 (package libnccl2, or pip's"
            + " nvidia-nccl), name its folder with -D"
            + VendorLibrary.FOLDERS
            + "=FOLDER, or give one device");
  }

  private static MethodHandle handle(
      VendorLibrary library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return library.function(name, FunctionDescriptor.of(result, arguments));
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable thrown) {
      throw new IllegalStateException("[nccl] a call failed", thrown);
    }
  }

  private void check(Object result, String what) {
    if ((int) result != SUCCESS) {
      throw new UserError(
          "[nccl] " + what + ": " + text((int) result) + "; NCCL_DEBUG=INFO tells more");
    }
  }

  @SuppressWarnings("restricted")
  private String text(int result) {
    return ((MemorySegment) call(errorString, result)).reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** As the library says: 2.23.4. */
  String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      check(call(getVersion, result), "version");
      int number = result.get(JAVA_INT, 0);
      return number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    }
  }

  /** A communicator for each device, by the devices' numbers; all of one new link. */
  List<MemorySegment> communicators(List<Integer> devices) {
    int count = devices.size();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS, count);
      MemorySegment numbers =
          arena.allocateFrom(JAVA_INT, devices.stream().mapToInt(Integer::intValue).toArray());
      check(call(initAll, result, count, numbers), "link of devices " + devices);
      return IntStream.range(0, count).mapToObj(i -> result.getAtIndex(ADDRESS, i)).toList();
    }
  }

  /** Adds up tensors over the devices, in place, as one launch on a stream. */
  void sum(List<MemorySegment> tensors, MemorySegment communicator, MemorySegment stream) {
    check(call(groupStart), "begin of sums");
    for (MemorySegment tensor : tensors) {
      long count = tensor.byteSize() / Float.BYTES;
      check(
          call(allReduce, tensor, tensor, count, FLOAT, SUM, communicator, stream),
          "sum of " + count + " elements");
    }
    check(call(groupEnd), "launch of sums");
  }

  /** What went wrong with sums that were begun; null if nothing did. */
  String failure(MemorySegment communicator) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(JAVA_INT);
      int result = (int) call(asyncError, communicator, found);
      int error = result == SUCCESS ? found.get(JAVA_INT, 0) : result;
      return error == SUCCESS || error == IN_PROGRESS ? null : text(error);
    }
  }

  /** Ends a communicator and its sums. What that answers is of no interest any more. */
  void abort(MemorySegment communicator) {
    call(abort, communicator);
  }

  /** Ends a communicator whose sums have ended. */
  void destroy(MemorySegment communicator) {
    call(destroy, communicator);
  }
}
