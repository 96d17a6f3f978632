package dev.culebra.cpu.simd;

/**
 * What softmax and its relatives are made of. Each is a pass over units {@code begin} (inclusive)
 * to {@code end} (exclusive), which are lines or blocks of lines. Between the passes each line has
 * two floats: its shift and its total.
 */
interface SoftmaxPasses {
  /** The largest element becomes the shift. */
  void largest(long begin, long end);

  /** Shifts that are infinite become 0. */
  void bound(long begin, long end);

  /** {@code e^(x − shift)} is written, its sum becomes the total. */
  void exponentials(long begin, long end);

  /** The same for elements that do not fill a vector, if the pass before left them out. */
  void exponentialsRest(long begin, long end);

  /** As {@link #exponentials}, but nothing is written. */
  void totals(long begin, long end);

  /** As {@link #exponentialsRest}, but nothing is written. */
  void totalsRest(long begin, long end);

  /** What is written is divided by the total. */
  void divide(long begin, long end);

  /** The total becomes its logarithm. */
  void logarithms(long begin, long end);

  /** {@code x − shift − total} is written. */
  void subtract(long begin, long end);

  /** {@code shift + total} is written, one number for each line. */
  void add(long begin, long end);
}
