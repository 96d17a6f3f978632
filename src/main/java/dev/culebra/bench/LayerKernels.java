package dev.culebra.bench;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.Normalize;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Recurrent layers over a sequence, and batch normalization. */
final class LayerKernels {
  private static final Normalize BATCH_NORM = new Normalize(List.of(0, 1, 2), 1e-5);

  private LayerKernels() {}

  static Stream<KernelBenchmark> all() {
    return Stream.of(
        lstm(64, 32, 256, 512, false),
        lstm(64, 32, 256, 512, true),
        lstm(16, 16, 128, 128, true),
        lstm(1, 16, 256, 256, true),
        batchNorm(64, 64, 32, false),
        batchNorm(64, 64, 32, true));
  }

  private static KernelBenchmark lstm(
      int batch, int steps, int inputs, int hidden, boolean backward) {
    double forward = 2.0 * steps * 4 * hidden * (inputs + hidden);
    double rowCost = backward ? 3 * forward : forward;
    return new KernelBenchmark(
        "lstm %dx%d %d>%d %s"
            .formatted(batch, steps, inputs, hidden, backward ? "forward+backward" : "forward"),
        "lstm",
        Map.of(
            "n", batch, "steps", steps, "inputs", inputs, "hidden", hidden, "backward", backward),
        batch,
        rowCost,
        n -> lstm(n, steps, inputs, hidden, (long) n * steps, backward),
        Work.flops(batch * rowCost));
  }

  private static Kernel lstm(
      int n, int steps, int inputs, int hidden, long rows, boolean backward) {
    Kernel kernel =
        Kernel.outputs(
                in -> backward ? gradients(in) : List.of(layer(in).output(0)), Tolerance.REDUCTION)
            .terms(backward ? rows * hidden : inputs + hidden)
            .feed(n, steps, inputs)
            .weight(inputs, 4 * hidden)
            .weight(hidden, 4 * hidden)
            .weight(4 * hidden)
            .feed(n, hidden)
            .feed(n, hidden);
    return backward ? kernel.feed(n, steps, hidden) : kernel.rows();
  }

  private static Node layer(List<Input> in) {
    return LstmSequence.of(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), in.get(5), null);
  }

  /** To the sequence, both weights and the bias, from the gradient of every output. */
  private static List<Value> gradients(List<Input> in) {
    return Gradients.of(List.of(layer(in).output(0)), List.of(in.get(6)), in.subList(0, 4));
  }

  private static KernelBenchmark batchNorm(int batch, int channels, int side, boolean backward) {
    long pixels = (long) side * side * channels;
    return new KernelBenchmark(
        "batch-norm %dx%dx%dx%d %s"
            .formatted(batch, side, side, channels, backward ? "backward" : "forward"),
        "batch-norm",
        Map.of("n", batch, "channels", channels, "side", side, "backward", backward),
        batch,
        10.0 * pixels,
        n -> batchNormOf(n, channels, side, backward),
        Work.streams(backward ? 2 : 1, 1, batch * pixels));
  }

  private static Kernel batchNormOf(int n, int channels, int side, boolean backward) {
    Kernel kernel =
        Kernel.outputs(
                in -> (backward ? gradient(in) : Node.record(BATCH_NORM, array(in))).outputs(),
                Tolerance.REDUCTION)
            .terms((long) n * side * side)
            .feed(n, side, side, channels)
            .weight(channels)
            .weight(channels);
    return backward
        ? kernel
            .feed(n, side, side, channels)
            .feed(1, 1, 1, channels)
            .with(
                Input.Kind.FEED,
                random -> 0.5 + random.nextDouble(),
                TensorType.f32(1, 1, 1, channels))
            .feed(n, side, side, channels)
        : kernel;
  }

  private static Node gradient(List<Input> in) {
    return Node.record(new NormalizeGradient(BATCH_NORM, 3), array(in));
  }

  private static Value[] array(List<Input> in) {
    return in.toArray(Value[]::new);
  }
}
