package dev.culebra.bench;

import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Window2d;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Convolutions and transposed ones: forward, gradient of the input, gradient of the weight. */
final class ConvolutionKernels {
  /** What is computed of a layer. */
  private enum Pass {
    FORWARD,
    INPUT,
    WEIGHT;

    final String word = name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * A layer on square images.
   *
   * @param transposed whether the layer goes from the small image to the large one
   * @param inputs channels of the larger image
   * @param outputs channels of the smaller image
   * @param side of the larger image
   */
  private record Layer(
      boolean transposed, int batch, int inputs, int outputs, int side, int kernel, int stride) {
    Window2d window() {
      return Window2d.of(stride, (kernel - 1) / 2);
    }

    int small() {
      return window().outputHeight(side, kernel);
    }

    /** Elements of the kernel that meet one of the image, along one axis of the small image. */
    long taps() {
      return IntStream.range(0, small())
          .mapToLong(
              place -> {
                int first = place * stride - window().top();
                return Math.min(kernel, side - first) - Math.max(0, -first);
              })
          .sum();
    }

    Work work(double flops) {
      boolean isWinograd = kernel == 3 && stride == 1 || kernel == 4 && stride == 2;
      return isWinograd ? Work.flops(flops).savedBy(WINOGRAD) : Work.flops(flops);
    }

    String text() {
      return transposed
          ? "conv-transpose %d>%d %d>%d".formatted(outputs, inputs, small(), side)
          : "conv %d>%d %d>%d".formatted(inputs, outputs, side, small());
    }
  }

  private static final List<Layer> LAYERS =
      List.of(
          new Layer(false, 128, 1, 32, 28, 4, 2),
          new Layer(false, 128, 32, 64, 14, 4, 2),
          new Layer(false, 32, 3, 64, 32, 4, 2),
          new Layer(false, 32, 64, 128, 16, 4, 2),
          new Layer(false, 32, 128, 256, 16, 4, 2),
          new Layer(false, 32, 128, 32, 8, 3, 1),
          new Layer(false, 32, 32, 128, 8, 1, 1),
          new Layer(false, 32, 64, 64, 32, 3, 1),
          new Layer(false, 32, 128, 128, 16, 3, 1),
          new Layer(true, 128, 32, 64, 14, 4, 2),
          new Layer(true, 128, 1, 32, 28, 4, 2),
          new Layer(true, 32, 64, 128, 16, 4, 2));

  private static final String WINOGRAD =
      "Winograd's way multiplies less often than is counted: 2.25 times through a 3x3 convolution,"
          + " up to 2.56 times through a strided 4x4 one of many channels";

  private ConvolutionKernels() {}

  static Stream<KernelBenchmark> all() {
    return LAYERS.stream()
        .flatMap(layer -> Stream.of(Pass.values()).map(pass -> benchmark(layer, pass)));
  }

  private static KernelBenchmark benchmark(Layer layer, Pass pass) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("transposed", layer.transposed());
    sizes.put("pass", pass.word);
    sizes.put("n", layer.batch());
    sizes.put("large", layer.inputs());
    sizes.put("small", layer.outputs());
    sizes.put("side", layer.side());
    sizes.put("kernel", layer.kernel());
    sizes.put("stride", layer.stride());
    sizes.put("padding", layer.window().top());
    double rowCost = 2.0 * layer.inputs() * layer.outputs() * layer.taps() * layer.taps();
    return new KernelBenchmark(
        "%s k%ds%d n%d %s"
            .formatted(layer.text(), layer.kernel(), layer.stride(), layer.batch(), pass.word),
        "conv",
        sizes,
        layer.batch(),
        rowCost,
        n -> kernel(layer, pass, n),
        layer.work(layer.batch() * rowCost));
  }

  /** The passes of a transposed layer are those of the convolution that it is the adjoint of. */
  private static Kernel kernel(Layer layer, Pass pass, int n) {
    int[] large = {n, layer.side(), layer.side(), layer.inputs()};
    int[] small = {n, layer.small(), layer.small(), layer.outputs()};
    int[] weight = {layer.kernel(), layer.kernel(), layer.inputs(), layer.outputs()};
    Window2d window = layer.window();
    if (pass == Pass.WEIGHT) {
      return Kernel.outputs(
              in ->
                  List.of(
                      Conv2dWeightGradient.of(
                          in.get(0), in.get(1), window, 1, layer.kernel(), layer.kernel())),
              Tolerance.REDUCTION)
          .feed(large)
          .feed(small)
          .terms((long) n * layer.small() * layer.small());
    }
    boolean shrinks = (pass == Pass.FORWARD) != layer.transposed();
    return shrinks
        ? Kernel.outputs(
                in -> List.of(Conv2d.of(in.get(0), in.get(1), window, 1)), Tolerance.REDUCTION)
            .feed(large)
            .weight(weight)
            .terms((long) layer.kernel() * layer.kernel() * layer.inputs())
            .rows()
        : Kernel.outputs(
                in ->
                    List.of(
                        ConvTranspose2d.of(
                            in.get(0), in.get(1), window, 1, layer.side(), layer.side())),
                Tolerance.REDUCTION)
            .feed(small)
            .weight(weight)
            .terms((long) layer.kernel() * layer.kernel() * layer.outputs())
            .rows();
  }
}
