package dev.culebra.data;

import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The batches of a data set, one after the other, each filled by a background thread while the one
 * before is in use. Seed, epoch and number fix a batch, so {@link BatchOptions#at} continues
 * exactly. Owns its memory and its thread until {@link #close()}. One thread takes; nothing is
 * allocated per batch, which is why the hand-over is by monitor: queues and conditions of the
 * library make a node for each wait.
 */
public final class Batches implements AutoCloseable {
  /** One in the taker's hands, one ready, one being filled. */
  private static final int SLOTS = 3;

  private final Dataset dataset;
  private final BatchOptions options;
  private final BatchOrder order;
  private final Arena arena = Arena.ofShared();

  /** For each slot a batch of every shape, all in the same memory. */
  private final List<Map<Shape, Batch>> slots = new ArrayList<>();

  private final Batch[] ready = new Batch[SLOTS];
  private final Thread thread;

  private long filled;
  private long taken;
  private long released;
  private boolean isFinished;
  private boolean isClosed;
  private Throwable failure;

  Batches(Dataset dataset, BatchOptions options) {
    this.dataset = dataset;
    this.options = options;
    this.order = new BatchOrder(dataset, options);
    if (perEpoch() == 0) {
      throw new UserError(
          dataset.name()
              + ": "
              + dataset.count()
              + " samples make no batch of "
              + options.size()
              + "; choose a smaller batch");
    }
    if (options.index() >= perEpoch()) {
      throw new UserError(
          dataset.name()
              + ": batch "
              + options.index()
              + " asked for, an epoch has "
              + perEpoch()
              + "; use the data and the batch size of the run");
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      List<Shape> shapes = order.shapes();
      Batch largest = Batch.allocate(dataset, shapes.getLast(), arena);
      slots.add(shapes.stream().collect(Collectors.toMap(shape -> shape, largest::shortened)));
    }
    this.thread = Thread.ofPlatform().daemon().name("culebra-batches").start(this::produce);
  }

  /** Number of batches in an epoch. */
  public int perEpoch() {
    return order.perEpoch();
  }

  /**
   * The next batch, or null after the last epoch. The batch before becomes invalid.
   *
   * @throws IllegalStateException if this is closed
   */
  public synchronized Batch next() {
    released = taken;
    notifyAll();
    while (taken == filled && !isFinished && !isClosed && failure == null) {
      await();
    }
    if (isClosed) {
      throw new IllegalStateException("[batches] closed");
    }
    if (taken < filled) {
      return ready[(int) (taken++ % SLOTS)];
    }
    if (failure != null) {
      throw new IllegalStateException("[batches] " + dataset.name() + ": reading failed", failure);
    }
    return null;
  }

  /** Stops the thread, waits for it and frees the memory; batches become invalid. */
  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      notifyAll();
    }
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    arena.close();
  }

  private void produce() {
    try {
      int index = options.index();
      for (int epoch = options.epoch(); epoch < options.epochs(); epoch++) {
        order.arrange(epoch);
        for (; index < perEpoch(); index++) {
          long number = awaitFreeSlot();
          if (number < 0) {
            return;
          }
          publish(number, filledBatch((int) (number % SLOTS), epoch, index));
        }
        index = 0;
      }
      finish(null);
    } catch (RuntimeException | Error problem) {
      finish(problem);
    }
  }

  private Batch filledBatch(int slot, int epoch, int index) {
    Batch batch = slots.get(slot).get(order.shape(index));
    batch.fill(dataset, order, index);
    batch.place(epoch, index, index == perEpoch() - 1);
    return batch;
  }

  private synchronized long awaitFreeSlot() {
    while (filled - released >= SLOTS && !isClosed) {
      await();
    }
    return isClosed ? -1 : filled;
  }

  private synchronized void publish(long number, Batch batch) {
    ready[(int) (number % SLOTS)] = batch;
    filled = number + 1;
    notifyAll();
  }

  private synchronized void finish(Throwable problem) {
    failure = problem;
    isFinished = true;
    notifyAll();
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("[batches] interrupted while waiting for a batch", stop);
    }
  }
}
