package dev.culebra.tensor;

import dev.culebra.shape.Shape;

/**
 * The samples of a batch that one of several devices computes: those from {@code first} on, in the
 * order of the batch. Of a batch with fewer samples than devices each computes all.
 *
 * @param rank of the device, from 0
 * @param devices how many there are
 * @param first sample, from 0
 * @param count of this device's samples
 * @param total samples of the batch
 */
public record Shard(int rank, int devices, int first, int count, int total) {
  /**
   * A device's samples of a batch: from {@code ⌊total·rank/devices⌋} up to where the next device
   * begins, so that parts differ by one sample at most; all of them if there are too few.
   */
  public static Shard of(int rank, int devices, int total) {
    if (total < devices) {
      return new Shard(rank, devices, 0, total, total);
    }
    int first = Math.toIntExact((long) total * rank / devices);
    int end = Math.toIntExact((long) total * (rank + 1) / devices);
    return new Shard(rank, devices, first, end - first, total);
  }

  public boolean isWhole() {
    return devices == 1;
  }

  /** The weight of this device's mean in that of the batch. */
  public double share() {
    return isRepeated() ? 1.0 / devices : (double) count / total;
  }

  /** The weight of this device's sum in that of the batch. */
  double weight() {
    return isRepeated() ? 1.0 / devices : 1;
  }

  /** Whether every device computes the whole batch. */
  boolean isRepeated() {
    return count == total;
  }

  /**
   * Number of the first element of a draw among those that one device would draw for the whole
   * batch; 0 for a draw whose first axis is not made of samples, which all devices draw alike.
   */
  long offset(Shape drawn) {
    boolean isBySample = drawn.rank() > 0 && drawn.size(0) % count == 0;
    return isBySample ? drawn.elements() / count * first : 0;
  }
}
