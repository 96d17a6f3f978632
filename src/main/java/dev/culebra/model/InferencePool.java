package dev.culebra.model;

import dev.culebra.run.Device;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The devices that an {@link Autoencoder}'s callers compute on, made when first needed. Any number
 * of threads may take and give back; owns the devices until {@link #closeOnce}.
 */
final class InferencePool {
  private final int most;
  private final int threads;
  private final Device planning;
  private final Deque<InferenceDevice> idle = new ArrayDeque<>();
  private final List<InferenceDevice> devices = new ArrayList<>();
  private boolean closed;

  /**
   * @param most how many devices there may be
   * @param threads that each computes with
   */
  InferencePool(int most, int threads) {
    this.most = most;
    this.threads = threads;
    InferenceDevice first = new InferenceDevice(threads);
    planning = first.device();
    devices.add(first);
    idle.add(first);
  }

  /** A device to plan for: all are alike. */
  Device planning() {
    return planning;
  }

  /**
   * A device for the caller alone; waits for one if all are in use.
   *
   * @throws IllegalStateException if the pool is closed
   */
  synchronized InferenceDevice take() {
    boolean isInterrupted = false;
    while (!closed && idle.isEmpty() && devices.size() == most) {
      isInterrupted |= isInterruptedWaiting();
    }
    restore(isInterrupted);
    if (closed) {
      throw new IllegalStateException("[autoencoder] closed");
    }
    if (idle.isEmpty()) {
      devices.add(new InferenceDevice(threads));
      return devices.getLast();
    }
    return idle.pop();
  }

  synchronized void giveBack(InferenceDevice device) {
    idle.push(device);
    notifyAll();
  }

  /**
   * Waits until every device is given back and closes them.
   *
   * @return whether this call closed the pool, not an earlier one
   */
  synchronized boolean closeOnce() {
    if (closed) {
      return false;
    }
    closed = true;
    notifyAll();
    boolean isInterrupted = false;
    while (idle.size() < devices.size()) {
      isInterrupted |= isInterruptedWaiting();
    }
    restore(isInterrupted);
    devices.forEach(InferenceDevice::close);
    devices.clear();
    idle.clear();
    return true;
  }

  private boolean isInterruptedWaiting() {
    try {
      wait();
      return false;
    } catch (InterruptedException later) {
      return true;
    }
  }

  private static void restore(boolean isInterrupted) {
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
