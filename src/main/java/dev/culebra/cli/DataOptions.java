package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.shape.Shape;
import dev.culebra.train.RunFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which images a trained model is shown: the held-out ones of its own data, or others. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description =
          "Other data than the run's: as in train; its held-out part is used, of texts all.")
  private String data;

  /** Whether they are the run's own. */
  boolean areOwn() {
    return data == null;
  }

  /** The held-out images. */
  Dataset test(Path run, Shape input) {
    return data == null ? RunData.open(run).test() : RunData.test(run, data, input);
  }

  /** Name or path of the data. */
  String name(Path run) {
    return data == null ? RunFolder.read(run).job().options().data() : data;
  }
}
