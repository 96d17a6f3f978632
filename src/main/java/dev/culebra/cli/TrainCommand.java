package dev.culebra.cli;

import dev.culebra.data.Datasets;
import dev.culebra.data.SampleType;
import dev.culebra.data.Split;
import dev.culebra.files.UserError;
import dev.culebra.model.Zoo;
import dev.culebra.shape.Shape;
import dev.culebra.train.Job;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainOptions;
import dev.culebra.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Trains one model of the zoo; the flags are the fields of its configuration and of the training's.
 */
@Command
final class TrainCommand extends CommonOptions {
  /** The samples that the defaults of the help are those for. */
  private static final SampleType MNIST = new SampleType(Shape.of(28, 28, 1), 10, 0);

  private final Zoo.Entry<?> entry;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Run folder, new or empty [runs/MODEL-1, or the next number that is free].")
  private Path out;

  private TrainCommand(Console console, Zoo.Entry<?> entry) {
    super(console);
    this.entry = entry;
  }

  /** The command {@code train}, with one command below it for each model. */
  static CommandLine commandLine(Console console) {
    CommandLine train = new CommandLine(new ChooseModel(console));
    for (Zoo.Entry<?> entry : Zoo.entries()) {
      train.addSubcommand(entry.name(), modelCommand(console, entry));
    }
    return train;
  }

  private static CommandLine modelCommand(Console console, Zoo.Entry<?> entry) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new TrainCommand(console, entry));
    spec.usageMessage()
        .customSynopsis("culebra train " + entry.name() + " [FLAG...]")
        .description(
            "Trains a " + entry.summary() + " (" + entry.paper() + ").",
            "In brackets: what holds when the flag is not given.")
        .footer(
            "  culebra train " + entry.name() + " --epochs 5 --latent 10 --out runs/small",
            "  culebra train " + entry.name() + " --data photos --image-size 32 --max-time 10m");
    spec.addArgGroup(modelFlags(entry).group("The model:", 1));
    spec.addArgGroup(trainingFlags(entry).group("The training:", 2));
    return new CommandLine(spec);
  }

  /** The flags of a model's configuration. */
  static RecordFlags modelFlags(Zoo.Entry<?> entry) {
    return new RecordFlags(entry.standard().apply(MNIST));
  }

  /** The flags of training, with what this model starts from. */
  private static RecordFlags trainingFlags(Zoo.Entry<?> entry) {
    return new RecordFlags(TrainOptions.STANDARD.with(entry.name(), entry.training()));
  }

  @Override
  public Integer call() {
    var parsed = spec.commandLine().getParseResult();
    RecordFlags training = trainingFlags(entry);
    var given = training.given(parsed);
    requireDevice(given.getOrDefault("device", "cpu"));
    TrainOptions options = training.with((TrainOptions) training.standard(), given);
    RecordFlags flags = modelFlags(entry);
    Split data = RunFolder.data(options);
    Record config = flags.with(standard(data), flags.given(parsed));
    Path folder = out == null ? standardFolder(options.data()) : out;
    String title =
        Console.format(
            "%s on %s: %s, batch %d, %s %s, seed %d",
            entry.name(),
            options.data(),
            options.steps() > 0
                ? Console.count(options.steps(), "step")
                : Console.count(options.epochs(), "epoch"),
            options.batch(),
            options.optimizer().name().toLowerCase(Locale.ROOT),
            options.learningRate(),
            options.seed());
    return Training.run(
        console,
        title,
        listener -> Trainer.start(new Job(entry.name(), config, options, folder), data, listener));
  }

  /** The configuration that the flags change, for the data at hand. */
  private Record standard(Split data) {
    try {
      return entry.standard().apply(data.train().type());
    } catch (IllegalArgumentException unfit) {
      throw new UserError(
          data.train().name()
              + ": samples "
              + data.train().sampleShape()
              + " do not fit the model: "
              + unfit.getMessage()
              + "; choose other data or another model",
          unfit);
    }
  }

  /** A prior over the codes of a run goes into the run. */
  private Path standardFolder(String data) {
    return Datasets.areCodes(data) ? Path.of(data, RunPrior.FOLDER) : nextFree(entry.name());
  }

  /** The first of {@code runs/NAME-1}, {@code runs/NAME-2}, ... that does not exist. */
  private static Path nextFree(String name) {
    for (int number = 1; ; number++) {
      Path folder = Path.of("runs", name + "-" + number);
      if (!Files.exists(folder)) {
        return folder;
      }
    }
  }

  /** The command {@code train} without a model that there is. */
  @Command(
      name = "train",
      description = "Trains a model; each has flags of its own.",
      synopsisSubcommandLabel = "MODEL",
      commandListHeading = "%nModels:%n",
      footer = "  culebra train vae")
  private static final class ChooseModel extends CommonOptions {
    @CommandLine.Unmatched private List<String> rest;

    ChooseModel(Console console) {
      super(console);
    }

    @Override
    public Integer call() {
      List<String> models = Zoo.entries().stream().map(Zoo.Entry::name).toList();
      String there = "there " + (models.size() == 1 ? "is " : "are ") + String.join(", ", models);
      if (rest == null || rest.isEmpty()) {
        throw new UserError("train what? " + there + "; for example: culebra train vae");
      }
      String model = rest.getFirst();
      throw new UserError(
          "unknown model '" + model + "'; " + there + Failures.suggestion(model, models));
    }
  }
}
