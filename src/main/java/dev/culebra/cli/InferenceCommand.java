package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.files.UserError;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.AutoencoderOptions;
import dev.culebra.shape.Shape;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that uses a trained model. */
abstract class InferenceCommand extends CommonOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run folder, or a model.safetensors.")
  protected Path run;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with; 0 for one per processor [0].")
  private int threads;

  @Option(names = "--device", paramLabel = "DEVICE", description = "Where to compute [cpu].")
  private String device = "cpu";

  protected InferenceCommand(Console console) {
    super(console);
  }

  @Override
  public final Integer call() {
    requireCpu(device);
    require(threads >= 0 && threads <= 1024, "--threads", threads, "0 to 1024");
    try (Autoencoder model =
        Autoencoder.load(run, AutoencoderOptions.DEFAULT.withThreads(threads()).withPool(1))) {
      use(model);
    }
    return Main.DONE;
  }

  /** Threads to compute with. */
  protected final int threads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Does the command's work. */
  protected abstract void use(Autoencoder model);

  /** A file in the run's folder, or beside the model file. */
  protected Path besideModel(String name) {
    return java.nio.file.Files.isDirectory(run) ? run.resolve(name) : run.resolveSibling(name);
  }

  /** What pictures are headed by. */
  protected String title() {
    Path name = run.toAbsolutePath().normalize().getFileName();
    return name == null ? run.toString() : name.toString();
  }

  /** Tells where the result is. */
  protected void wrote(Path file) {
    console.out().println(file);
  }

  /**
   * Samples of a data set as the model takes them.
   *
   * @param first the first sample
   * @throws UserError if the model takes another shape
   */
  static float[] pixels(Dataset data, int first, int count, Autoencoder model) {
    requireShape(data, model.input());
    return data.floats(first, count);
  }

  /** Complains unless the model takes the data's samples. */
  static void requireShape(Dataset data, Shape input) {
    if (!data.sampleShape().equals(input)) {
      throw new UserError(
          data.name()
              + ": samples are "
              + data.sampleShape()
              + ", the model takes "
              + input
              + "; give data of that shape");
    }
  }
}
