package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.MaxPool2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/max_pool2d.cu}: a thread for each window and channel. */
final class MaxPool2dCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          ADDRESS.withName("places"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("height"),
          JAVA_INT.withName("width"),
          JAVA_INT.withName("channels"),
          JAVA_INT.withName("result_height"),
          JAVA_INT.withName("result_width"),
          JAVA_INT.withName("kernel_height"),
          JAVA_INT.withName("kernel_width"),
          JAVA_INT.withName("stride_height"),
          JAVA_INT.withName("stride_width"),
          JAVA_INT.withName("top"),
          JAVA_INT.withName("left"),
          JAVA_INT.withName("dilation_height"),
          JAVA_INT.withName("dilation_width"));

  private MaxPool2dCuda() {}

  static Choice select(MaxPool2d op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    Shape image = signature.input(0).shape();
    Shape pooled = signature.output(0).shape();
    Window2d window = op.window();
    long count = pooled.elements();
    return new CudaKernel(
        "max_pool2d",
        "max_pool2d",
        BLOCK,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("input", operands.input(0))
                .set("output", operands.output(0))
                .set("places", operands.output(1))
                .set("count", count)
                .set("height", image.size(1))
                .set("width", image.size(2))
                .set("channels", image.size(3))
                .set("result_height", pooled.size(1))
                .set("result_width", pooled.size(2))
                .set("kernel_height", op.kernelHeight())
                .set("kernel_width", op.kernelWidth())
                .set("stride_height", window.strideHeight())
                .set("stride_width", window.strideWidth())
                .set("top", window.top())
                .set("left", window.left())
                .set("dilation_height", window.dilationHeight())
                .set("dilation_width", window.dilationWidth()));
  }
}
