package dev.culebra.kernel;

/** What is done with elements of a result as soon as they are final and still in the caches. */
@FunctionalInterface
public interface Epilogue {
  /** Called once for each element, from any thread; the elements follow one another in memory. */
  void run(long first, long count);
}
