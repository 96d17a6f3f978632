package dev.culebra.bench;

import dev.culebra.kernel.Precision;
import dev.culebra.model.Seq2Seq;
import dev.culebra.model.Unet;
import dev.culebra.model.Vae;
import dev.culebra.model.VqVae;
import dev.culebra.nn.UnetNetwork;
import dev.culebra.shape.Shape;
import java.util.List;
import java.util.stream.Stream;

/** Everything that can be timed, by name. */
public final class Benchmarks {
  private static final Shape DIGITS = Shape.of(28, 28, 1);

  private Benchmarks() {}

  /** Single kernels and small programs of them. */
  public static List<KernelBenchmark> kernels() {
    return Stream.of(
            MatrixKernels.all(), ConvolutionKernels.all(), LayerKernels.all(), ElementKernels.all())
        .flatMap(all -> all)
        .toList();
  }

  /**
   * Kernels on a device that is not the CPU, in a precision other than float32 those that multiply.
   * What is bound by memory has 16 times the elements there, so that no cache of a device holds
   * them.
   */
  public static List<KernelBenchmark> kernels(String device, Precision precision) {
    Stream<KernelBenchmark> products = Stream.concat(MatrixKernels.all(), ConvolutionKernels.all());
    Stream<KernelBenchmark> others = Stream.concat(LayerKernels.all(), ElementKernels.ofTimes(16));
    Stream<KernelBenchmark> all =
        precision == Precision.F32 ? Stream.concat(products, others) : products;
    return all.map(each -> each.on(device, precision)).toList();
  }

  /** Whole training steps, and the latency of one image. */
  public static List<ModelBenchmark> steps() {
    return List.of(
        step("mlp-vae", vae(Vae.Architecture.MLP, 400, 20), 128),
        step("conv-vae", vae(Vae.Architecture.CONV, 256, 16), 128),
        step("vq-vae", vqVae(), 32),
        step("unet", unet(), 16),
        step("seq2seq", seq2seq(), 64),
        new ModelBenchmark(
            "encode conv-vae n1",
            vae(Vae.Architecture.CONV, 256, 16),
            ModelBenchmark.Task.ENCODE,
            1,
            "cpu",
            Precision.F32));
  }

  /**
   * Whole training steps on a device that is not the CPU: at the batches of {@link #steps}, and at
   * 16 times those, which fill such a device.
   */
  public static List<ModelBenchmark> steps(String device) {
    return Stream.of(1, 16)
        .flatMap(
            times ->
                steps().stream()
                    .filter(each -> each.task() == ModelBenchmark.Task.STEP)
                    .map(each -> each.on(device, times)))
        .toList();
  }

  /** The training steps on a device in a precision. */
  public static List<ModelBenchmark> steps(String device, Precision precision) {
    List<ModelBenchmark> steps = device.equals("cpu") ? steps() : steps(device);
    return steps.stream()
        .filter(each -> each.task() == ModelBenchmark.Task.STEP)
        .map(each -> each.in(precision))
        .toList();
  }

  /** The benchmark of a name; null if there is none. */
  public static Benchmark find(String name) {
    return Stream.concat(kernels().stream(), steps().stream())
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static ModelBenchmark step(String model, Record config, int batch) {
    String name = "step %s n%d".formatted(model, batch);
    return new ModelBenchmark(name, config, ModelBenchmark.Task.STEP, batch, "cpu", Precision.F32);
  }

  private static Vae.Config vae(Vae.Architecture architecture, int hidden, int latent) {
    return new Vae.Config(
        DIGITS, architecture, hidden, List.of(32, 64), latent, Vae.Likelihood.BERNOULLI, 1, 1);
  }

  /** The authors' example; codes neither move to new places nor begin at cluster centres. */
  private static VqVae.Config vqVae() {
    return new VqVae.Config(Shape.of(32, 32, 3), 512, 64, 128, 32, 2, 0.25, 0.99, 0, false, false);
  }

  /**
   * 32-64-128-256 channels, as Ronneberger et al. go up, with batch normalization and noise of one
   * strength.
   */
  private static Unet.Config unet() {
    return new Unet.Config(
        Shape.of(64, 64, 3),
        0,
        Unet.Task.DENOISE,
        3,
        32,
        true,
        UnetNetwork.Norm.BATCH,
        UnetNetwork.Down.MAX_POOL,
        UnetNetwork.Up.TRANSPOSED,
        0.25,
        0.25,
        2,
        0.5,
        0.5);
  }

  /** 16 symbols to 16 symbols of an alphabet of 64, by one layer on each side. */
  private static Seq2Seq.Config seq2seq() {
    return new Seq2Seq.Config(
        Shape.of(17, 2), 64, 64, Seq2Seq.Cell.LSTM, 256, 512, 1, false, false, false, 0);
  }
}
