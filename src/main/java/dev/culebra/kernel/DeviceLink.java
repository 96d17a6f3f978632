package dev.culebra.kernel;

/**
 * Devices whose programs add up tensors over all of them (operation {@code all_reduce}). All must
 * record and run such programs at the same time, each from a thread of its own, with the same sums
 * in the same order: each waits for the others.
 */
public interface DeviceLink extends AutoCloseable {
  /**
   * As {@link Accelerator#bind}, with sums over all devices.
   *
   * @param device position in the list of devices
   */
  Call bind(int device, Kernel kernel, Operands operands);

  /** What went wrong between the devices; null if nothing did. Any thread. */
  String failure();

  /**
   * Ends all sums, finished or not, so that no device waits any more; the link is of no use then.
   */
  void abort();

  /** Ends the link. No program with sums may run then or later. */
  @Override
  void close();
}
