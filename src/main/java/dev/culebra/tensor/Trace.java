package dev.culebra.tensor;

import java.util.function.Supplier;

/** Whether a program is being recorded on this thread. */
public final class Trace {
  private static final ScopedValue<Boolean> ACTIVE = ScopedValue.newInstance();

  private Trace() {}

  /** Runs a body whose operations are recorded: parameters stand for states in it. */
  public static <T> T record(Supplier<T> body) {
    return ScopedValue.where(ACTIVE, true).call(body::get);
  }

  public static boolean isActive() {
    return ACTIVE.isBound();
  }
}
