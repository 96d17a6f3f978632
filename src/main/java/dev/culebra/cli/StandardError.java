package dev.culebra.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * The JDK prints a line about its incubator modules to standard error before any code of ours runs.
 * The launcher therefore starts Java with that stream going to a filter, and the real one at
 * descriptor 3. {@link #restore} puts the real one back, so that it is a terminal again where it
 * was one and what is written last is not overtaken by the end of the process.
 */
final class StandardError {
  private static final int REAL = 3;
  private static final int STANDARD_ERROR = 2;

  private StandardError() {}

  /** Does nothing when the launcher did not start this process. */
  @SuppressWarnings("restricted")
  static void restore() {
    if (System.getProperty("culebra.stderr.terminal") == null) {
      return;
    }
    var linker = Linker.nativeLinker();
    var type =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    var duplicate = linker.downcallHandle(linker.defaultLookup().findOrThrow("dup2"), type);
    try {
      int descriptor = (int) duplicate.invokeExact(REAL, STANDARD_ERROR);
      if (descriptor != STANDARD_ERROR) {
        System.err.println("standard error stays behind the launcher's filter");
      }
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
