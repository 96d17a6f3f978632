package dev.culebra.model;

import dev.culebra.data.SampleType;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.files.Version;
import dev.culebra.ir.Input;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Safetensors;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Models in safetensors files, with PyTorch's names and order, so that they go both ways. The
 * metadata say which model it is ({@code model}) and its configuration as JSON ({@code config}).
 */
public final class Saved {
  /** The file's name in a run folder. */
  public static final String FILE = "model.safetensors";

  private Saved() {}

  /**
   * Writes a model; atomic. The same parameters give the same bytes.
   *
   * @throws UserError if the file cannot be written
   */
  public static void write(Model model, Path file) {
    Map<Input, MemorySegment> own = new IdentityHashMap<>();
    model.parameters().forEach(parameter -> own.put(parameter.state(), parameter.data()));
    write(model, file, own::get);
  }

  /**
   * Writes a model with other values in place of its parameters', for example their averages.
   *
   * @param values the elements for each parameter's state, in the engine's order
   * @throws UserError if the file cannot be written
   */
  public static void write(Model model, Path file, Function<Input, MemorySegment> values) {
    SequencedMap<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      tensors.put(parameter.name(), entry(parameter, values.apply(parameter.state())));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("model", Zoo.of(model.config()).name());
    metadata.put("config", Json.line(Configs.toMap(model.config())));
    metadata.put("culebra", Version.current());
    Safetensors.write(file, tensors, metadata);
  }

  /** Elements that belong to a parameter, in the file's order. */
  public static Safetensors.Entry entry(Parameter parameter, MemorySegment engine) {
    TensorType stored = new TensorType(parameter.type().dtype(), parameter.layout().stored());
    MemorySegment copy = MemorySegment.ofArray(new byte[Math.toIntExact(stored.bytes())]);
    parameter.layout().toFile(engine, copy, stored.dtype().bytes());
    return new Safetensors.Entry(stored, copy);
  }

  /**
   * Opens a model.
   *
   * @param fileOrRun a safetensors file that Culebra or its PyTorch twin wrote, or a run folder
   * @throws UserError if it cannot be read, names no known model, or lacks or adds tensors
   */
  public static Model load(Path fileOrRun) {
    try (Safetensors file = Safetensors.open(fileOf(fileOrRun))) {
      Zoo.Entry<?> entry = entryOf(file);
      Model model = entry.make(configOf(file, entry));
      try {
        read(file, model);
        return model;
      } catch (RuntimeException problem) {
        model.close();
        throw problem;
      }
    }
  }

  /**
   * Sets a model's parameters from a file, for fine-tuning.
   *
   * @throws UserError if names or shapes differ; then nothing is changed
   */
  public static void loadInto(Model model, Path fileOrRun) {
    try (Safetensors file = Safetensors.open(fileOf(fileOrRun))) {
      read(file, model);
    }
  }

  /** The model file of a run folder; any other path as it is. */
  private static Path fileOf(Path fileOrRun) {
    if (!Files.isDirectory(fileOrRun)) {
      return fileOrRun;
    }
    Path file = fileOrRun.resolve(FILE);
    if (!Files.exists(file)) {
      throw new UserError(
          fileOrRun + ": no " + FILE + " in it; give a run that reached its first checkpoint");
    }
    return file;
  }

  private static Zoo.Entry<?> entryOf(Safetensors file) {
    String name = metadata(file, "model");
    Zoo.Entry<?> entry = Zoo.find(name);
    if (entry == null) {
      List<String> names = Zoo.entries().stream().map(Zoo.Entry::name).toList();
      throw new UserError(
          file.file() + ": unknown model '" + name + "'; there are " + String.join(", ", names));
    }
    return entry;
  }

  private static Record configOf(Safetensors file, Zoo.Entry<?> entry) {
    String source = file.file() + " config";
    return configFrom(source, Json.parseMap(source, metadata(file, "config")), entry);
  }

  /**
   * A model's configuration from plain values; what they lack is the standard of their input's
   * shape.
   *
   * @param source where the values come from, for messages
   * @throws UserError if {@code input} is missing, or a field is unknown or wrong
   */
  public static Record configFrom(String source, Map<String, Object> values, Zoo.Entry<?> entry) {
    if (!(values.get("input") instanceof List<?> sizes)
        || !sizes.stream().allMatch(size -> size instanceof Integer axis && axis > 0)) {
      throw new UserError(source + ": no 'input'; it must be the shape of a sample, as [28,28,1]");
    }
    Shape input = Shape.of(sizes.stream().mapToInt(size -> (Integer) size).toArray());
    return Configs.with(source, values, entry.standard().apply(SampleType.images(input)));
  }

  private static String metadata(Safetensors file, String key) {
    String value = file.metadata().get(key);
    if (value == null) {
      throw new UserError(
          file.file()
              + ": its metadata have no '"
              + key
              + "'; write it with Culebra or with vae_twin.py");
    }
    return value;
  }

  private static void read(Safetensors file, Model model) {
    List<Parameter> parameters = model.parameters();
    List<String> wanted = parameters.stream().map(Parameter::name).toList();
    List<String> missing = wanted.stream().filter(name -> !file.has(name)).toList();
    List<String> unexpected = file.names().stream().filter(name -> !wanted.contains(name)).toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new UserError(
          file.file()
              + ": its tensors are another model's; missing "
              + missing
              + ", unexpected "
              + unexpected
              + "; give a file of the same model and configuration");
    }
    for (Parameter parameter : parameters) {
      TensorType stored = new TensorType(parameter.type().dtype(), parameter.layout().stored());
      TensorType found = file.type(parameter.name());
      if (!found.equals(stored)) {
        throw new UserError(
            file.file()
                + ": tensor '"
                + parameter.name()
                + "' is "
                + found
                + ", the model needs "
                + stored
                + "; give a file of the same configuration");
      }
    }
    parameters.forEach(parameter -> parameter.setFile(file.bytes(parameter.name())));
  }
}
