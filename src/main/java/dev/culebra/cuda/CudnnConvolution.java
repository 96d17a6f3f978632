package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.files.UserError;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A convolution or an adjoint by cuDNN. Its weights have the channels of the smaller image
 * outermost, where ours have them innermost, so they are transposed in the workspace.
 */
record CudnnConvolution(
    ConvPass pass,
    ConvSizes sizes,
    CudnnDescriptors descriptors,
    CudnnAlgorithm algorithm,
    String means)
    implements Kernel {
  /** Scale, two operands, convolution, algorithm, workspace, scale, result. */
  private static final FunctionDescriptor CONVOLVE =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT,
          ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);

  private record Asked(CudaDevice device, ConvPass pass, ConvSizes sizes, boolean isStrict) {}

  /** A program asks several times for each of its convolutions. */
  private static final Map<Asked, Choice> ANSWERS = new ConcurrentHashMap<>();

  /**
   * cuDNN's kernel, or why there is none. In bfloat16 there is none: cuDNN would round the result
   * as well.
   */
  static Choice select(ConvPass pass, ConvSizes sizes, Precision precision) {
    if (precision == Precision.BF16) {
      return Choice.refuse("cuDNN rounds results to bfloat16 too");
    }
    if (sizes.image().elements() == 0 || sizes.places().elements() == 0) {
      return Choice.refuse("cuDNN has no empty sums");
    }
    if (!padsBothSidesAlike(pass, sizes)) {
      return Choice.refuse("cuDNN pads both sides alike");
    }
    CudaDevice device = CudaDevice.current();
    Cudnn cudnn = Cudnn.get();
    if (cudnn.refusal() != null) {
      return Choice.refuse(cudnn.refusal());
    }
    device.enter();
    try {
      return ANSWERS.computeIfAbsent(
          new Asked(device, pass, sizes, precision == Precision.F32), asked -> ask(cudnn, asked));
    } finally {
      device.leave();
    }
  }

  /** Whether padding as on top and left leads to the same sizes: then the rest makes none. */
  private static boolean padsBothSidesAlike(ConvPass pass, ConvSizes sizes) {
    Window2d window = sizes.window();
    Window2d alike =
        new Window2d(
            window.strideHeight(),
            window.strideWidth(),
            window.top(),
            window.top(),
            window.left(),
            window.left(),
            window.dilationHeight(),
            window.dilationWidth());
    Shape large = pass == ConvPass.DATA ? sizes.places() : sizes.image();
    Shape small = pass == ConvPass.DATA ? sizes.image() : sizes.places();
    return alike.outputHeight(large.size(1), sizes.kernel().size(0)) == small.size(1)
        && alike.outputWidth(large.size(2), sizes.kernel().size(1)) == small.size(2);
  }

  private static Choice ask(Cudnn cudnn, Asked asked) {
    CudnnDescriptors descriptors = CudnnDescriptors.of(cudnn, asked.pass, asked.sizes);
    CudnnAlgorithm algorithm =
        descriptors == null
            ? null
            : CudnnAlgorithm.choose(cudnn, asked.pass, descriptors, asked.isStrict);
    return algorithm == null
        ? Choice.refuse("cuDNN does not support it with the same bytes in each run")
        : new CudnnConvolution(
            asked.pass, asked.sizes, descriptors, algorithm, "cuDNN " + cudnn.version());
  }

  private int rows() {
    return Math.toIntExact(sizes.kernel().range(0, 3).elements());
  }

  private int columns() {
    return sizes.kernel().size(3);
  }

  private List<Long> scratch() {
    return List.of(sizes.kernel().elements() * Float.BYTES, algorithm.workspaceBytes());
  }

  @Override
  public long workspaceBytes() {
    return CudaScratch.bytes(scratch());
  }

  @Override
  public Call bind(Operands operands) {
    List<MemorySegment> parts = CudaScratch.parts(operands.workspace(), scratch());
    MemorySegment weight = parts.get(0);
    MemorySegment workspace = parts.get(1);
    MemorySegment first = operands.input(0);
    MemorySegment second = operands.input(1);
    MemorySegment output = operands.output(0);
    return new CheckedCall.Several(
        switch (pass) {
          case FORWARD ->
              List.of(
                  MoveCuda.transpose(rows(), columns(), second, weight),
                  convolve(first, weight, workspace, output));
          case DATA ->
              List.of(
                  MoveCuda.transpose(rows(), columns(), second, weight),
                  convolve(weight, first, workspace, output));
          case WEIGHT ->
              List.of(
                  convolve(first, second, workspace, weight),
                  MoveCuda.transpose(columns(), rows(), weight, output));
        });
  }

  private Call convolve(
      MemorySegment left, MemorySegment right, MemorySegment workspace, MemorySegment result) {
    Cudnn cudnn = Cudnn.get();
    if (cudnn.refusal() != null) {
      throw new UserError("[cudnn] " + cudnn.refusal());
    }
    MethodHandle convolve =
        cudnn
            .library()
            .function(pass.function("cudnnConvolution", ""), CONVOLVE)
            .bindTo(cudnn.handle());
    List<MemorySegment> tensors = descriptors.of(pass);
    MemorySegment leftType = tensors.get(0);
    MemorySegment rightType = tensors.get(1);
    MemorySegment resultType = tensors.get(2);
    return () -> {
      int status;
      try {
        status =
            (int)
                convolve.invokeExact(
                    CudaBlas.ONE,
                    leftType,
                    left,
                    rightType,
                    right,
                    descriptors.convolution(),
                    algorithm.number(),
                    workspace,
                    algorithm.workspaceBytes(),
                    CudaBlas.ZERO,
                    resultType,
                    result);
      } catch (Throwable thrown) {
        throw new IllegalStateException("[cudnn] " + this, thrown);
      }
      cudnn.check(status, toString());
    };
  }

  @Override
  public String toString() {
    return pass.kernel() + " of " + sizes.image() + " and " + sizes.kernel();
  }
}
