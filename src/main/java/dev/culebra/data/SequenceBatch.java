package dev.culebra.data;

/**
 * Pairs of sequences padded to common lengths, as an encoder and a decoder with teacher forcing
 * take them. Rows from {@code count} on are padding with lengths 0, so that all batches of a bucket
 * have one shape. All arrays are row-major and of this batch alone.
 *
 * @param epoch from 0
 * @param index number of the batch in its epoch, from 0
 * @param bucket which bucket the pairs are from; it fixes {@code sourceSteps} and {@code
 *     targetSteps}
 * @param count pairs; the other rows are padding
 * @param pairs numbers of the pairs in the list that was given, {@code [count]}
 * @param sourceSteps S
 * @param targetSteps T, one more than the longest target of the bucket
 * @param source {@code [rows,S]}, padded behind
 * @param sourceLengths {@code [rows]}
 * @param given what the decoder is told, {@code [rows,T]}: start, then the target, padded behind
 * @param expected what it is to answer, {@code [rows,T]}: the target, then end, padded behind
 * @param targetLengths {@code [rows]}, the end included
 */
public record SequenceBatch(
    int epoch,
    int index,
    int bucket,
    int count,
    int[] pairs,
    int sourceSteps,
    int targetSteps,
    int[] source,
    int[] sourceLengths,
    int[] given,
    int[] expected,
    int[] targetLengths) {
  /** Number of rows, padding included. */
  public int rows() {
    return sourceLengths.length;
  }

  /** Expected symbols, ends included and padding not: what a mean loss is divided by. */
  public long symbols() {
    long total = 0;
    for (int length : targetLengths) {
      total += length;
    }
    return total;
  }
}
