package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.MaxPool2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;

/** Channels are the vectors. */
record MaxPool2dSimd(MaxPool2d op, Shape input, Shape output) implements Kernel {
  static Choice select(MaxPool2d op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new MaxPool2dSimd(op, signature.input(0).shape(), signature.output(0).shape())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MaxPoolLoop loop =
        new MaxPoolLoop(
            op, input, output, operands.input(0), operands.output(0), operands.output(1));
    long pixels = output.range(0, 3).elements();
    long work = (long) output.size(3) * op.kernelHeight() * op.kernelWidth();
    return Rows.call(
        operands.workers(),
        pixels,
        work,
        (begin, end) -> {
          for (long pixel = begin; pixel < end; pixel++) {
            loop.pixel(pixel);
          }
        });
  }
}
