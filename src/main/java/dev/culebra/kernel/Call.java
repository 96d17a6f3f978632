package dev.culebra.kernel;

/** A prepared kernel call. Runs for ever without allocation; one thread at a time. */
@FunctionalInterface
public interface Call {
  void run();
}
