package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What cuDNN is told of a convolution, for the life of the JVM: it has one description of it for
 * all passes and devices.
 *
 * @param large the image that is convolved
 * @param weight with the channels of the smaller image outermost
 * @param small what the convolution makes of it
 * @param convolution how
 */
record CudnnDescriptors(
    MemorySegment large, MemorySegment weight, MemorySegment small, MemorySegment convolution) {
  /** {@code CUDNN_TENSOR_NHWC}: channels last, in weights too. */
  private static final int CHANNELS_LAST = 1;

  /** {@code CUDNN_DATA_FLOAT}. */
  private static final int FLOAT = 0;

  /** {@code CUDNN_CROSS_CORRELATION}: kernels are not mirrored. */
  private static final int CROSS_CORRELATION = 1;

  /** Describes a convolution; null if cuDNN does not take its sizes. */
  static CudnnDescriptors of(Cudnn cudnn, ConvPass pass, ConvSizes sizes) {
    boolean isTransposed = pass == ConvPass.DATA;
    Shape kernel = sizes.kernel();
    Window2d window = sizes.window();
    CudnnDescriptors made =
        new CudnnDescriptors(
            create(cudnn, "Tensor"),
            create(cudnn, "Filter"),
            create(cudnn, "Tensor"),
            create(cudnn, "Convolution"));
    boolean areTaken =
        setTensor(cudnn, made.large, isTransposed ? sizes.places() : sizes.image())
            && setTensor(cudnn, made.small, isTransposed ? sizes.image() : sizes.places())
            && cudnn.succeeds(
                "cudnnSetFilter4dDescriptor",
                made.weight,
                FLOAT,
                CHANNELS_LAST,
                kernel.size(3),
                kernel.size(2),
                kernel.size(0),
                kernel.size(1))
            && cudnn.succeeds(
                "cudnnSetConvolution2dDescriptor",
                made.convolution,
                window.top(),
                window.left(),
                window.strideHeight(),
                window.strideWidth(),
                window.dilationHeight(),
                window.dilationWidth(),
                CROSS_CORRELATION,
                FLOAT)
            && cudnn.succeeds("cudnnSetConvolutionGroupCount", made.convolution, sizes.groups());
    return areTaken ? made : null;
  }

  private static MemorySegment create(Cudnn cudnn, String kind) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      cudnn.check("cudnnCreate" + kind + "Descriptor", result);
      return result.get(ADDRESS, 0);
    }
  }

  /** Sizes in the order that cuDNN asks for, whatever the order in memory. */
  private static boolean setTensor(Cudnn cudnn, MemorySegment tensor, Shape shape) {
    return cudnn.succeeds(
        "cudnnSetTensor4dDescriptor",
        tensor,
        CHANNELS_LAST,
        FLOAT,
        shape.size(0),
        shape.size(3),
        shape.size(1),
        shape.size(2));
  }

  /** Both operands of a pass and its result, in the order of its functions. */
  List<MemorySegment> of(ConvPass pass) {
    return switch (pass) {
      case FORWARD -> List.of(large, weight, small);
      case DATA -> List.of(weight, small, large);
      case WEIGHT -> List.of(large, small, weight);
    };
  }
}
