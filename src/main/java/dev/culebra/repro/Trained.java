package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.data.Split;
import dev.culebra.eval.Evaluation;
import dev.culebra.eval.Evaluator;
import dev.culebra.eval.MarginalLikelihood;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.AutoencoderOptions;
import dev.culebra.model.LikelihoodModel;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import java.nio.file.Path;
import java.util.function.ToDoubleBiFunction;

/**
 * A finished training of a recipe.
 *
 * @param folder its run folder
 * @param data what it was trained on, and what it is judged by
 * @param batch samples of a batch
 * @param seed of the training
 * @param threads to compute with
 */
public record Trained(Path folder, Split data, int batch, long seed, int threads) {
  /** The model, for whoever wants its parts; close it. */
  public Model model() {
    return Saved.load(folder);
  }

  /** The model, to encode and reconstruct; close it. */
  public Autoencoder autoencoder() {
    return Autoencoder.load(folder, AutoencoderOptions.DEFAULT.withThreads(threads).withPool(1));
  }

  /** A figure that needs the likelihood of the model, on the held-out samples. */
  public double likelihood(ToDoubleBiFunction<MarginalLikelihood, Dataset> figure) {
    try (Model model = model();
        Device device = Device.cpu(Workers.of(threads))) {
      MarginalLikelihood likelihood = new MarginalLikelihood((LikelihoodModel) model, device);
      return figure.applyAsDouble(likelihood, data.test());
    }
  }

  /** The objective and its terms on the held-out samples. */
  public Evaluation evaluation() {
    try (Model model = model();
        Device device = Device.cpu(Workers.of(threads));
        Evaluator evaluator = new Evaluator(model, device, batch)) {
      return evaluator.evaluate(data.test(), seed + 1);
    }
  }
}
