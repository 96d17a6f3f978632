package dev.culebra.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The command, in a process that ends a second after the libraries that it loads: what their
 * threads still do in that time meets what is left of them. Mostly the time is too short to see.
 */
@SuppressWarnings("restricted")
final class LateEnd {
  private static final long MICROSECONDS = 1_000_000;

  private LateEnd() {}

  public static void main(String[] arguments) throws Throwable {
    Linker linker = Linker.nativeLinker();
    // The first to be registered is the last to be called.
    int refused =
        (int)
            linker
                .downcallHandle(
                    linker.defaultLookup().findOrThrow("__cxa_atexit"),
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS))
                .invokeExact(
                    linker.defaultLookup().findOrThrow("usleep"),
                    MemorySegment.ofAddress(MICROSECONDS),
                    MemorySegment.NULL);
    if (refused != 0) {
      throw new IllegalStateException("__cxa_atexit: " + refused);
    }
    Main.main(arguments);
  }
}
