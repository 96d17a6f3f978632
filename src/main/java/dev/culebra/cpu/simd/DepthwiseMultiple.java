package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Vectors.LANES;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.par.Workers;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.VectorShuffle;

/**
 * A depthwise kernel whose groups have one input channel and several output channels: as a kernel
 * {@code single} with one of each, on the input channels repeated. In the adjoint the repeated
 * channels are results, which are summed.
 *
 * @param single the kernel for the repeated channels
 * @param repeated {@code [N,H,W,C·times]}
 * @param times how often each channel is repeated
 * @param adjoint whether the repeated channels are the output of {@code single}, else its input 0
 */
record DepthwiseMultiple(Kernel single, Shape repeated, int times, boolean adjoint)
    implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final int LENGTH = LANES.length();

  /** The image's shape with its channels repeated for all output channels of the weight. */
  static Shape repeated(Shape image, Shape weight) {
    return image.with(3, weight.size(3));
  }

  /** The single kernel itself if channels are not repeated. */
  static Kernel of(Kernel single, Shape image, Shape repeated, boolean adjoint) {
    int times = repeated.size(3) / image.size(3);
    return times == 1 ? single : new DepthwiseMultiple(single, repeated, times, adjoint);
  }

  /** Whole cache lines for the repeated channels. */
  private long used() {
    return (repeated.elements() * Float.BYTES + 63) / 64 * 64;
  }

  @Override
  public long workspaceBytes() {
    return used() + single.workspaceBytes();
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment many = operands.workspace().asSlice(0, repeated.elements() * Float.BYTES);
    MemorySegment rest = operands.workspace().asSlice(used());
    Workers workers = operands.workers();
    if (adjoint) {
      List<MemorySegment> outputs = List.of(many);
      Call call = single.bind(new Operands(operands.inputs(), outputs, rest, workers));
      return Calls.sequence(List.of(call, sum(workers, many, operands.output(0))));
    }
    List<MemorySegment> inputs = new ArrayList<>(operands.inputs());
    inputs.set(0, many);
    Call call = single.bind(new Operands(inputs, operands.outputs(), rest, workers));
    return Calls.sequence(List.of(repeat(workers, operands.input(0), many), call));
  }

  private Call repeat(Workers workers, MemorySegment from, MemorySegment to) {
    List<VectorShuffle<Float>> spreads = new ArrayList<>();
    for (int phase = 0; phase < times; phase++) {
      int first = phase;
      spreads.add(VectorShuffle.fromOp(LANES, lane -> (first + lane) / times));
    }
    return Rows.call(
        workers,
        repeated.elements(),
        1,
        (begin, end) -> {
          long last = from.byteSize() / Float.BYTES - LENGTH;
          long at = begin;
          for (; at <= end - LENGTH && at / times <= last; at += LENGTH) {
            VectorShuffle<Float> spread = spreads.get((int) (at % times));
            Vectors.store(Vectors.load(from, at / times).rearrange(spread), to, at);
          }
          for (; at < end; at++) {
            to.setAtIndex(FLOAT, at, from.getAtIndex(FLOAT, at / times));
          }
        });
  }

  private Call sum(Workers workers, MemorySegment from, MemorySegment to) {
    return Rows.call(
        workers,
        repeated.elements() / times,
        times,
        (begin, end) -> {
          for (long place = begin; place < end; place++) {
            to.setAtIndex(FLOAT, place, from.getAtIndex(FLOAT, place * times));
          }
          for (int i = 1; i < times; i++) {
            add(from, i, to, begin, end);
          }
        });
  }

  private void add(MemorySegment from, int first, MemorySegment to, long begin, long end) {
    for (long place = begin; place < end; place++) {
      float sum = to.getAtIndex(FLOAT, place) + from.getAtIndex(FLOAT, place * times + first);
      to.setAtIndex(FLOAT, place, sum);
    }
  }
}
