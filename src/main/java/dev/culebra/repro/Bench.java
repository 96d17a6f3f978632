package dev.culebra.repro;

import dev.culebra.data.Split;
import dev.culebra.files.AtomicFiles;
import dev.culebra.files.Json;
import dev.culebra.files.RunLock;
import dev.culebra.files.UserError;
import dev.culebra.files.Version;
import dev.culebra.model.Configs;
import dev.culebra.train.Job;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainOptions;
import dev.culebra.train.TrainResult;
import dev.culebra.train.Trainer;
import dev.culebra.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * A recipe at work in a folder: {@code recipe.json} says what it is, each training has a run folder
 * of its own below, {@code figures.json} keeps what is done, and {@code table.txt} and {@code
 * table.json} are the end. Opening the folder again goes on where it stopped.
 *
 * <p>Owns the folder (by lock) until {@link #close}. One thread works; {@link #requestStop} may be
 * called from any.
 */
public final class Bench implements AutoCloseable {
  public static final String RECIPE = "recipe.json";
  public static final String FIGURES = "figures.json";
  public static final String TABLE = "table.json";
  public static final String TEXT = "table.txt";

  /** Unwinds a recipe whose training was asked to stop. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  /**
   * What is asked of a recipe.
   *
   * @param budget the part of the protocol
   * @param only names of the trainings that are wanted; empty for all
   * @param seed 1 for the protocol's own seeds
   * @param threads to compute with; 0 for one per processor
   */
  public record Request(Budget budget, List<String> only, long seed, int threads) {
    public Request {
      only = List.copyOf(only);
    }
  }

  private final Recipe recipe;
  private final Request request;
  private final Path folder;
  private final Function<String, TrainingListener> listeners;
  private final Map<List<Object>, Split> data = new LinkedHashMap<>();
  private final SequencedMap<String, Object> figures = new LinkedHashMap<>();
  private final RunLock lock;
  private volatile Trainer trainer;
  private volatile boolean stopRequested;

  /**
   * Begins a recipe in a folder, or goes on with it.
   *
   * @param listeners hears a training, given its title
   * @throws UserError if the folder holds something else or is in use
   */
  public Bench(
      Recipe recipe, Request request, Path folder, Function<String, TrainingListener> listeners) {
    this.recipe = recipe;
    this.request = request;
    this.folder = folder;
    this.listeners = listeners;
    requireFree(folder);
    requireChoice();
    lock = RunLock.take(folder);
    try {
      begin();
    } catch (RuntimeException problem) {
      lock.close();
      throw problem;
    }
  }

  private static void requireFree(Path folder) {
    if (RunFolder.isRun(folder)) {
      throw new UserError(folder + ": holds a run of train; choose another folder (--out)");
    }
  }

  private void requireChoice() {
    List<String> all = recipe.trials(budget()).stream().map(Trial::name).toList();
    for (String name : request.only()) {
      if (!recipe.isDivisible() || !all.contains(name)) {
        String there =
            recipe.isDivisible()
                ? "there are " + String.join(", ", all)
                : "the recipe needs all of its trainings";
        throw new UserError("--only " + name + ": " + there);
      }
    }
  }

  private void begin() {
    Path file = folder.resolve(RECIPE);
    if (Files.exists(file)) {
      Map<String, Object> found = Json.readMap(file);
      Map<String, Object> wanted = Json.parseMap(file.toString(), Json.line(describe()));
      for (String field : List.of("recipe", "budget", "seed", "trials")) {
        requireSame(field, found.get(field), wanted.get(field));
      }
    } else {
      Json.write(file, describe());
    }
    Path done = folder.resolve(FIGURES);
    if (Files.exists(done)) {
      figures.putAll(Json.readMap(done));
    }
  }

  private void requireSame(String field, Object found, Object wanted) {
    if (!wanted.equals(found)) {
      String fact =
          field.equals("trials") ? "was begun with other trainings" : "has " + field + " " + found;
      throw new UserError(
          folder + ": " + fact + "; choose another folder (--out), or go on as it was begun");
    }
  }

  /** What is run, and the whole protocol beside it. */
  private SequencedMap<String, Object> describe() {
    SequencedMap<String, Object> record = new LinkedHashMap<>();
    record.put("culebra", Version.current());
    record.put("recipe", recipe.name());
    record.put("paper", recipe.paper());
    record.put("budget", request.budget().fraction());
    record.put("scaling", recipe.scaling());
    record.put("seed", request.seed());
    record.put("trials", trials().stream().map(Bench::describe).toList());
    record.put("protocol", recipe.trials(Budget.FULL).stream().map(Bench::describe).toList());
    return record;
  }

  /** A training as data. */
  public static SequencedMap<String, Object> describe(Trial trial) {
    SequencedMap<String, Object> record = new LinkedHashMap<>();
    record.put("name", trial.name());
    record.put("model", trial.model());
    record.put("config", Configs.toMap(trial.config()));
    record.put("options", Configs.toMap(trial.options()));
    return record;
  }

  /** Where the recipe is run. */
  public Path folder() {
    return folder;
  }

  /** The part of the protocol that is run. */
  public Budget budget() {
    return request.budget();
  }

  /** The trainings that are wanted. */
  public List<Trial> trials() {
    return recipe.trials(budget()).stream()
        .filter(trial -> request.only().isEmpty() || request.only().contains(trial.name()))
        .toList();
  }

  /** Threads to compute with. */
  public int threads() {
    return request.threads() == 0 ? Runtime.getRuntime().availableProcessors() : request.threads();
  }

  /**
   * Does what is left to do and writes the table.
   *
   * @return the table as text; empty if it was asked to stop
   */
  public Optional<String> run() {
    Table table;
    try {
      table = recipe.table(this);
    } catch (Stopped stopped) {
      return Optional.empty();
    }
    String text = table.text(recipe, request.budget(), request.seed());
    SequencedMap<String, Object> record = describe();
    record.put("rows", table.rows());
    record.put("notes", table.notes());
    AtomicFiles.write(folder.resolve(TEXT), text);
    Json.write(folder.resolve(TABLE), record);
    return Optional.of(text);
  }

  /** Data by name or path, read once. */
  public Split data(String name) {
    return data(TrainOptions.STANDARD.with(recipe.name(), Map.of("data", name)));
  }

  /** Data as options name them, read once. */
  private Split data(TrainOptions options) {
    List<Object> read =
        List.of(options.data(), options.imageSize(), options.imageChannels(), options.words());
    return data.computeIfAbsent(read, missing -> RunFolder.data(options));
  }

  /**
   * Trains what is left of one of the recipe's {@link Recipe#trials}.
   *
   * @throws UserError as {@link Trainer} does
   */
  public Trained train(String name) {
    Trial trial = trials().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    TrainOptions options =
        trial
            .options()
            .with(
                recipe.name(),
                Map.of(
                    "seed",
                    trial.options().seed() + request.seed() - 1,
                    "threads",
                    request.threads()));
    Path run = folder.resolve(name);
    Split split = data(options);
    String finished = "trained " + name;
    if (!figures.containsKey(finished)) {
      Job job = new Job(trial.model(), trial.config(), options, run);
      figure(finished, () -> seconds(job, split));
    }
    return new Trained(run, split, options.batch(), options.seed(), threads());
  }

  /** Trains to the end and gives the seconds that it took in all. */
  private double seconds(Job job, Split split) {
    TrainingListener listener = listeners.apply(title(job));
    Map<String, Object> changes = Map.of("threads", job.options().threads());
    try (Trainer opened =
        RunFolder.isRun(job.folder())
            ? Trainer.resume(job.folder(), changes, split, listener)
            : Trainer.start(job, split, listener)) {
      trainer = opened;
      if (stopRequested) {
        throw new Stopped();
      }
      TrainResult result = opened.run();
      if (result.end() != TrainResult.End.FINISHED) {
        throw new Stopped();
      }
      return result.seconds();
    } finally {
      trainer = null;
    }
  }

  private String title(Job job) {
    String part = budget().isFull() ? "in full" : "at " + budget() + " of its budget";
    return job.folder().getFileName() + " for " + recipe.name() + ", " + part;
  }

  /** A figure: measured once, then remembered, also by a later run in the same folder. */
  public double figure(String name, DoubleSupplier measure) {
    if (!figures.containsKey(name)) {
      if (stopRequested) {
        throw new Stopped();
      }
      figures.put(name, measure.getAsDouble());
      Json.write(folder.resolve(FIGURES), figures);
    }
    return number(figures.get(name));
  }

  // JSON has no word for what is not a number or not finite, so those are kept as text.
  private static double number(Object kept) {
    return kept instanceof Number number ? number.doubleValue() : Double.parseDouble("" + kept);
  }

  /** Asks the recipe to stop at the next step of a training or the next figure. Any thread. */
  public void requestStop() {
    stopRequested = true;
    Trainer running = trainer;
    if (running != null) {
      running.requestStop();
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
