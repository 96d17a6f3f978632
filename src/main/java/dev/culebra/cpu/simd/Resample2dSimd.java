package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Resample2d;
import dev.culebra.op.Taps;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Channels are the vectors. Where columns stay as they are, whole rows are.
 *
 * @param rows map of the rows
 * @param columns map of the columns, of one element if they stay as they are
 * @param images N
 * @param channels floats that a pair of taps takes along
 */
record Resample2dSimd(Taps rows, Taps columns, int images, int channels) implements Kernel {
  static Choice select(Resample2d op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape input = signature.input(0).shape();
    return op.columns().isIdentity()
        ? new Resample2dSimd(
            op.rows(),
            Taps.identity(1),
            input.size(0),
            Math.multiplyExact(input.size(2), input.size(3)))
        : new Resample2dSimd(op.rows(), op.columns(), input.size(0), input.size(3));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    ResampleLoop loop = new ResampleLoop(rows, columns, channels);
    int high = rows.outputs();
    long line = (long) columns.outputs() * channels;
    return Rows.call(
        operands.workers(),
        (long) images * high,
        line,
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            long image = row / high * rows.inputs() * columns.inputs() * channels;
            loop.line(input, image, (int) (row % high), output, row * line);
          }
        });
  }
}
