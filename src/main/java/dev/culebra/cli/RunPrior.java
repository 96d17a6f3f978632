package dev.culebra.cli;

import dev.culebra.data.Codes;
import dev.culebra.data.Datasets;
import dev.culebra.files.UserError;
import dev.culebra.model.Model;
import dev.culebra.model.PixelCnn;
import dev.culebra.model.Saved;
import dev.culebra.train.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The prior that was trained on the codes of a run, in a folder of the run. */
final class RunPrior {
  static final String FOLDER = "prior";

  private RunPrior() {}

  /** The run whose codes a prior was trained on, where it says so, else RUN. */
  static String owner(Path prior) {
    String data = RunFolder.isRun(prior) ? RunFolder.read(prior).job().options().data() : "";
    return Codes.areIn(Path.of(data)) ? data : "RUN";
  }

  /** Whether a run has a prior, of these codes or of others. */
  static boolean isIn(Path run) {
    return Files.exists(run.resolve(FOLDER).resolve(Saved.FILE));
  }

  /**
   * Loads the prior; close it.
   *
   * @throws UserError if there is none yet, or if the codes that it was trained on are not those of
   *     the run's model
   */
  static PixelCnn load(Path run) {
    Path folder = run.resolve(FOLDER);
    if (!isIn(run)) {
      throw new UserError(
          run
              + ": no prior over its codes has been trained, and without one nothing can be drawn;"
              + (Codes.areIn(run) ? "" : " culebra codes " + run + ", then")
              + " culebra train pixelcnn --data "
              + run);
    }
    boolean isOfModel =
        Codes.areIn(run) && Codes.model(run).equals(Codes.fingerprint(run.resolve(Saved.FILE)));
    boolean isOfCodes =
        isOfModel && RunFolder.read(folder).dataHash().equals(Datasets.open(run.toString()).hash());
    if (!isOfCodes) {
      throw new UserError(
          folder
              + ": was trained on other codes than the model's in "
              + run
              + "; write those (culebra codes "
              + run
              + ") and train a new prior (culebra train pixelcnn --data "
              + run
              + " --out ...)");
    }
    Model prior = Saved.load(folder);
    if (prior instanceof PixelCnn codes) {
      return codes;
    }
    prior.close();
    throw new UserError(folder + ": holds another model than a pixelcnn; train one on the codes");
  }
}
