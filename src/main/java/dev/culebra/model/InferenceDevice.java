package dev.culebra.model;

import dev.culebra.ir.Input;
import dev.culebra.model.InferenceFunction.Program;
import dev.culebra.par.Workers;
import dev.culebra.plan.Plan;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One place to compute with scratch memory of its own, and the programs bound to it so far. Owned
 * by an {@link Autoencoder}; one user at a time.
 */
final class InferenceDevice implements AutoCloseable {
  /** A function for a number of samples. */
  record Key(InferenceFunction function, int batch) {}

  /** A program and the plan that any number of devices share. */
  record Prepared(Program program, Plan plan) {}

  private final Device device;
  private final Map<Key, Bound> bounds = new HashMap<>();

  InferenceDevice(int threads) {
    device = Device.cpu(Workers.of(threads));
  }

  Device device() {
    return device;
  }

  /**
   * Computes one piece.
   *
   * @param in dense samples; those of the piece begin at {@code inBegin}; null if nothing is fed
   * @param count samples in the piece, at most {@code key.batch()}; the rest computes zeros
   * @param out where the results go, from {@code outBegin}
   */
  void run(
      Key key,
      Prepared prepared,
      Function<Input, MemorySegment> states,
      long[] counter,
      float[] in,
      int inBegin,
      float[] out,
      int outBegin,
      int count) {
    Bound bound = bounds.computeIfAbsent(key, missing -> Bound.of(device, prepared.plan(), states));
    Program program = prepared.program();
    if (program.feed() != null && bound.reads(program.feed())) {
      MemorySegment feed = bound.feed(program.feed());
      int floats = Math.toIntExact(program.feed().type().elements() / key.batch()) * count;
      MemorySegment.copy(in, inBegin, feed, ValueLayout.JAVA_FLOAT, 0, floats);
      feed.asSlice(4L * floats).fill((byte) 0);
    }
    if (program.counter() != null && bound.reads(program.counter())) {
      MemorySegment.copy(
          counter, 0, bound.feed(program.counter()), ValueLayout.JAVA_LONG, 0, counter.length);
    }
    bound.run();
    MemorySegment result = bound.output(0);
    int floats = Math.toIntExact(result.byteSize() / Float.BYTES / key.batch()) * count;
    MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, 0, out, outBegin, floats);
  }

  @Override
  public void close() {
    bounds.values().forEach(Bound::close);
    device.close();
  }
}
