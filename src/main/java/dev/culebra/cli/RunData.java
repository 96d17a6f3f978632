package dev.culebra.cli;

import dev.culebra.data.BagOfWords;
import dev.culebra.data.Dataset;
import dev.culebra.data.Datasets;
import dev.culebra.data.ImageFolder;
import dev.culebra.data.Split;
import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data that a run was trained on, and others read in the same way. */
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
    return RunFolder.data(RunFolder.read(run).job().options());
  }

  /**
   * The texts of a run, whose vocabulary other texts are counted by.
   *
   * @throws UserError if {@code run} is no run folder, was not trained on texts, or these changed
   */
  static BagOfWords texts(Path run) {
    if (!Files.isDirectory(run)) {
      throw new UserError(run + ": a model file does not hold the vocabulary; give the run folder");
    }
    RunFolder.Recorded recorded = RunFolder.read(run);
    TrainOptions options = recorded.job().options();
    if (!isTexts(options)) {
      throw new UserError(run + ": was not trained on texts but on " + options.data());
    }
    BagOfWords texts = BagOfWords.open(Path.of(options.data()), RunFolder.texts(options));
    if (!texts.split().hash().equals(recorded.dataHash())) {
      throw new UserError(
          options.data()
              + ": the texts are no longer those that "
              + run
              + " was trained on;"
              + " restore them or train again");
    }
    return texts;
  }

  /** Whether a run was trained on a folder of texts. */
  static boolean isTexts(Path run) {
    return RunFolder.isRun(run) && isTexts(RunFolder.read(run).job().options());
  }

  private static boolean isTexts(TrainOptions options) {
    return !Datasets.names().contains(options.data()) && Datasets.isTexts(Path.of(options.data()));
  }

  /**
   * All samples of a path as the model of a run takes them: pictures resized, texts counted.
   *
   * @throws UserError if there is no such thing, or it cannot be read
   */
  static Dataset samples(Path run, String path, Shape input) {
    return isTexts(run)
        ? texts(run).samples(Datasets.existing(path))
        : Datasets.samples(path, pictures(input));
  }

  /**
   * The held-out samples of data by name or path.
   *
   * @throws UserError if there is no such thing, or it cannot be read
   */
  static Dataset test(Path run, String data, Shape input) {
    return isTexts(run)
        ? texts(run).samples(Datasets.existing(data))
        : Datasets.open(data, pictures(input)).test();
  }

  /** Pictures as a model takes them. */
  private static ImageFolder.Options pictures(Shape input) {
    if (input.rank() != 3) {
      return ImageFolder.Options.AS_THEY_ARE;
    }
    boolean isSquare = input.size(0) == input.size(1);
    int channels = input.size(2) == 1 || input.size(2) == 3 ? input.size(2) : 0;
    return new ImageFolder.Options(isSquare ? input.size(0) : 0, channels);
  }
}
