package dev.culebra.train;

import dev.culebra.data.BagOfWords;
import dev.culebra.data.Datasets;
import dev.culebra.data.ImageFolder;
import dev.culebra.data.Split;
import dev.culebra.files.AtomicFiles;
import dev.culebra.files.FileProblem;
import dev.culebra.files.Json;
import dev.culebra.files.JsonLines;
import dev.culebra.files.UserError;
import dev.culebra.files.Version;
import dev.culebra.model.Configs;
import dev.culebra.model.Saved;
import dev.culebra.model.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a run: what it is ({@code config.json}) and how it went ({@code metrics.jsonl}). */
public final class RunFolder {
  public static final String CONFIG = "config.json";
  public static final String METRICS = "metrics.jsonl";
  public static final String CHECKPOINTS = "checkpoint";

  private RunFolder() {}

  /**
   * What a run was, read back.
   *
   * @param job model, configuration and options
   * @param dataHash SHA-256 of its data
   * @param record everything in the file
   */
  public record Recorded(Job job, String dataHash, Map<String, Object> record) {}

  /**
   * Opens the data that options name, read as they say.
   *
   * @throws UserError if there is no such thing, or it cannot be read
   */
  public static Split data(TrainOptions options) {
    ImageFolder.Options images =
        new ImageFolder.Options(options.imageSize(), options.imageChannels());
    return Datasets.open(options.data(), images, texts(options));
  }

  /** How texts of a folder are read by these options. */
  public static BagOfWords.Options texts(TrainOptions options) {
    return new BagOfWords.Options(options.words(), BagOfWords.Options.STANDARD.mostTexts());
  }

  /** Whether a folder holds a run. */
  public static boolean isRun(Path folder) {
    return Files.exists(folder.resolve(CONFIG));
  }

  /** All that is needed to repeat a run. */
  static SequencedMap<String, Object> describe(
      Job job, Split data, int threads, Map<String, String> tiers) {
    SequencedMap<String, Object> record = new LinkedHashMap<>();
    record.put("culebra", Version.current());
    record.put("model", job.model());
    record.put("config", Configs.toMap(job.config()));
    record.put("options", Configs.toMap(job.options()));
    SequencedMap<String, Object> source = new LinkedHashMap<>();
    source.put("name", data.train().name());
    source.put("sha256", data.hash());
    source.put("train", data.train().count());
    source.put("test", data.test().count());
    record.put("data", source);
    record.put("device", job.options().device());
    record.put("precision", "float32");
    record.put("tiers", tiers);
    record.put("vector_bits", VectorWidth.bits());
    record.put("threads", threads);
    record.put("java", Runtime.version().toString());
    record.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return record;
  }

  /**
   * Adds to a run's record where it computed before, as {@code device_changes}: for each change the
   * steps done by then and the device until then.
   *
   * @param before the record of the run that is resumed
   */
  static void recordDevice(Map<String, Object> before, Map<String, Object> now, long step) {
    List<Object> changes = new ArrayList<>();
    if (before.get("device_changes") instanceof List<?> earlier) {
      changes.addAll(earlier);
    }
    if (!now.get("device").equals(before.get("device"))) {
      changes.add(Map.of("step", step, "from", before.get("device")));
    }
    if (!changes.isEmpty()) {
      now.put("device_changes", changes);
    }
  }

  /**
   * Complaints about what changed since a run began and may change its results.
   *
   * @param before the record of the run that is resumed
   */
  static List<String> changes(Map<String, Object> before, Map<String, Object> now) {
    return Stream.of("culebra", "device", "tiers", "vector_bits")
        .filter(field -> !now.get(field).equals(before.get(field)))
        .map(
            field ->
                field
                    + " changed since the run began, so results may differ in the last bits; was "
                    + before.get(field)
                    + ", is "
                    + now.get(field))
        .toList();
  }

  /**
   * Reads what a run was.
   *
   * @throws UserError if the folder holds no run, or its {@code config.json} is damaged
   */
  public static Recorded read(Path folder) {
    if (!isRun(folder)) {
      throw new UserError(folder + ": no run here (no " + CONFIG + "); give the folder of a run");
    }
    Path file = folder.resolve(CONFIG);
    Map<String, Object> record = Json.readMap(file);
    String model = String.valueOf(record.get("model"));
    Zoo.Entry<?> entry = Zoo.find(model);
    if (entry == null) {
      throw new UserError(file + ": unknown model '" + model + "'; use the version that wrote it");
    }
    TrainOptions options =
        TrainOptions.STANDARD.with(file + " options", section(file, record, "options"));
    Record config = Saved.configFrom(file + " config", section(file, record, "config"), entry);
    Object hash = section(file, record, "data").get("sha256");
    return new Recorded(new Job(model, config, options, folder), String.valueOf(hash), record);
  }

  private static Map<String, Object> section(Path file, Map<String, Object> record, String name) {
    if (!(record.get(name) instanceof Map<?, ?> section)) {
      throw new UserError(file + ": no section '" + name + "'; restore a good copy");
    }
    Map<String, Object> typed = new LinkedHashMap<>();
    section.forEach((key, value) -> typed.put(key.toString(), value));
    return typed;
  }

  /** The lines of {@code metrics.jsonl}; empty if there is none. */
  public static List<Map<String, Object>> metrics(Path folder) {
    Path file = folder.resolve(METRICS);
    return Files.exists(file) ? JsonLines.read(file) : List.of();
  }

  /** Opens {@code metrics.jsonl} for more, without the lines after a step. */
  static JsonLines openMetrics(Path folder, long step) {
    Path file = folder.resolve(METRICS);
    List<Map<String, Object>> lines = metrics(folder);
    int kept = 0;
    while (kept < lines.size() && ((Number) lines.get(kept).get("step")).longValue() <= step) {
      kept++;
    }
    if (kept < lines.size()) {
      try (var text = Files.lines(file)) {
        String whole = text.limit(kept).map(line -> line + "\n").collect(Collectors.joining());
        AtomicFiles.write(file, whole);
      } catch (IOException problem) {
        throw FileProblem.reading(file, problem);
      }
    }
    return JsonLines.open(file);
  }
}
