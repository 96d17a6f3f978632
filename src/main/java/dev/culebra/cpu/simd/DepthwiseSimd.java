package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;

/**
 * Convolution with a kernel {@code [KH,KW,1,C]} of its own for each channel, and its adjoint in the
 * input. Channels are the vectors: a product of matrices would have one column.
 *
 * @param rows which kernel rows and input rows meet in an output row
 * @param columns the same for columns
 * @param input {@code [N,H,W,C]}
 * @param weight {@code [KH,KW,1,C]}
 * @param output {@code [N,H',W',C]}
 */
record DepthwiseSimd(
    DepthwiseAxis rows, DepthwiseAxis columns, Shape input, Shape weight, Shape output)
    implements Kernel {
  /** Whether each input channel is a group of its own; one channel alone has better kernels. */
  static boolean applies(Shape weight, int groups) {
    return groups > 1 && weight.size(2) == 1;
  }

  static Kernel forward(Conv2d op, Shape image, Shape weight, Shape output) {
    Window2d window = op.window();
    Shape input = DepthwiseMultiple.repeated(image, weight);
    Kernel single =
        new DepthwiseSimd(
            DepthwiseAxis.forward(
                input.size(1),
                output.size(1),
                weight.size(0),
                window.strideHeight(),
                window.dilationHeight(),
                window.top()),
            DepthwiseAxis.forward(
                input.size(2),
                output.size(2),
                weight.size(1),
                window.strideWidth(),
                window.dilationWidth(),
                window.left()),
            input,
            weight,
            output);
    return DepthwiseMultiple.of(single, image, input, false);
  }

  static Kernel adjoint(ConvTranspose2d op, Shape input, Shape weight, Shape image) {
    Window2d window = op.window();
    Shape output = DepthwiseMultiple.repeated(image, weight);
    Kernel single =
        new DepthwiseSimd(
            DepthwiseAxis.adjoint(
                input.size(1),
                output.size(1),
                weight.size(0),
                window.strideHeight(),
                window.dilationHeight(),
                window.top()),
            DepthwiseAxis.adjoint(
                input.size(2),
                output.size(2),
                weight.size(1),
                window.strideWidth(),
                window.dilationWidth(),
                window.left()),
            input,
            weight,
            output);
    return DepthwiseMultiple.of(single, image, output, true);
  }

  @Override
  public Call bind(Operands operands) {
    DepthwiseLoop loop =
        new DepthwiseLoop(this, operands.input(0), operands.input(1), operands.output(0));
    long work = output.range(2, 4).elements() * weight.size(0) * weight.size(1);
    return Rows.call(
        operands.workers(),
        output.range(0, 2).elements(),
        work,
        (begin, end) -> {
          for (long line = begin; line < end; line++) {
            loop.line(line);
          }
        });
  }
}
