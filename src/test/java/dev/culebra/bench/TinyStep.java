package dev.culebra.bench;

import dev.culebra.kernel.Precision;
import dev.culebra.model.Vae;
import dev.culebra.shape.Shape;
import java.util.List;

/** A training step that takes no time: an MLP-VAE of 4 x 4 pixels. */
final class TinyStep {
  private static final Vae.Config CONFIG =
      new Vae.Config(
          Shape.of(4, 4, 1),
          Vae.Architecture.MLP,
          8,
          List.of(4, 8),
          2,
          Vae.Likelihood.BERNOULLI,
          1,
          1);

  private TinyStep() {}

  static ModelBenchmark of(String device, int batch) {
    return new ModelBenchmark(
        "step tiny n" + batch, CONFIG, ModelBenchmark.Task.STEP, batch, device, Precision.F32);
  }
}
