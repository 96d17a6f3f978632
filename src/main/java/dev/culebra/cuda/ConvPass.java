package dev.culebra.cuda;

/** A convolution or one of its adjoints, by its names here and in cuDNN. */
enum ConvPass {
  /** From a larger image to a smaller one. */
  FORWARD("conv2d", "Forward"),
  /** From the smaller image to the larger one: a transposed convolution. */
  DATA("conv_transpose2d", "BackwardData"),
  /** From both to the weight. */
  WEIGHT("conv2d_weight_gradient", "BackwardFilter");

  private final String kernel;
  private final String word;

  ConvPass(String kernel, String word) {
    this.kernel = kernel;
    this.word = word;
  }

  /** With what names of our kernels begin. */
  String kernel() {
    return kernel;
  }

  /** A function of cuDNN on this pass. */
  String function(String begin, String end) {
    return begin + word + end;
  }
}
