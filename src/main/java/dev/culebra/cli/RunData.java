package dev.culebra.cli;

import dev.culebra.data.Datasets;
import dev.culebra.data.Split;
import dev.culebra.files.UserError;
import dev.culebra.train.Job;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data that a run was trained on. */
final class RunData {
  private RunData() {}

  /**
   * Opens the data of a run, read as they were then.
   *
   * @throws UserError if {@code run} is no run folder, or the data are gone
   */
  static Split open(Path run) {
    if (!Files.isDirectory(run)) {
      throw new UserError(
          run + ": a model file does not say what data it was trained on; give them with --data");
    }
    Job job = RunFolder.read(run).job();
    TrainOptions options = job.options();
    return Datasets.open(options.data(), RunFolder.pictures(options));
  }
}
