package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.Window2d;
import dev.culebra.par.Task;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The gradient of a depthwise kernel {@code [KH,KW,1,C]}. The lines of all images are cut by shape
 * into parts with a result each, which are then summed in order.
 *
 * @param window stride, padding and dilation
 * @param input {@code [N,H,W,C]}
 * @param gradient {@code [N,H',W',C]}
 * @param weight {@code [KH,KW,1,C]}
 */
record DepthwiseWeightSimd(Window2d window, Shape input, Shape gradient, Shape weight)
    implements Kernel {
  private static final int MOST_PARTS = 32;

  /** A part has at least so many products, against the work of summing it. */
  private static final long PART_WORK = 1 << 16;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  static Kernel of(Conv2dWeightGradient op, Shape image, Shape gradient, Shape weight) {
    Shape input = DepthwiseMultiple.repeated(image, weight);
    Kernel single = new DepthwiseWeightSimd(op.window(), input, gradient, weight);
    return DepthwiseMultiple.of(single, image, input, false);
  }

  private int lines() {
    return Math.toIntExact(gradient.range(0, 2).elements());
  }

  private int parts() {
    long work = gradient.elements() * weight.size(0) * weight.size(1);
    return Math.clamp(work / PART_WORK, 1, Math.clamp(lines(), 1, MOST_PARTS));
  }

  @Override
  public Call bind(Operands operands) {
    int parts = parts();
    int lines = lines();
    long size = weight.elements();
    MemorySegment output = operands.output(0);
    MemorySegment results = operands.workspace();
    DepthwiseWeightLoop loop =
        new DepthwiseWeightLoop(this, operands.input(0), operands.input(1), results);
    Task products =
        part -> {
          long first = (long) lines * part / parts;
          long last = (long) lines * (part + 1) / parts;
          loop.part(first, last, part * size);
        };
    Call sums =
        Rows.call(
            operands.workers(),
            size,
            parts,
            (begin, end) -> {
              for (long i = begin; i < end; i++) {
                float total = 0;
                for (int part = 0; part < parts; part++) {
                  total += results.get(FLOAT, 4 * (part * size + i));
                }
                output.set(FLOAT, 4 * i, total);
              }
            });
    return Calls.sequence(List.of(Calls.parallel(operands.workers(), products, parts), sums));
  }

  @Override
  public long workspaceBytes() {
    return 4 * parts() * weight.elements();
  }
}
