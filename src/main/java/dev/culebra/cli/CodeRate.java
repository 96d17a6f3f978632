package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.data.Datasets;
import dev.culebra.eval.Evaluator;
import dev.culebra.model.CodeModel;
import dev.culebra.model.PixelCnn;
import dev.culebra.run.Device;
import java.nio.file.Path;

/**
 * Bits that the codes of held-out images take for each number of an image. What the decoder misses
 * is not in it.
 *
 * @param prior by the prior of the run, in its nats per image / (ln 2 · numbers of an image)
 * @param uniform with all codes alike: codes of an image · log2 K / numbers of an image
 */
record CodeRate(double prior, double uniform) {
  private static final long NO_DRAWS = 0;

  /**
   * Evaluates the prior on the codes in the run.
   *
   * @throws dev.culebra.files.UserError if it was trained on other codes than the model's
   */
  static CodeRate of(Path run, CodeModel model, Device device, int batch) {
    double bit = Math.log(2) * model.input().elements();
    double uniform = model.codes().elements() * Math.log(model.codebook()) / bit;
    try (PixelCnn prior = RunPrior.load(run);
        Evaluator evaluator = new Evaluator(prior, device, batch)) {
      Dataset codes = Datasets.open(run.toString()).test();
      return new CodeRate(evaluator.evaluate(codes, NO_DRAWS).total() / bit, uniform);
    }
  }

  @Override
  public String toString() {
    return Console.format(
        "%9.4f bits/dim of the image by the prior, %.4f without; the decoder's error not counted",
        prior, uniform);
  }
}
