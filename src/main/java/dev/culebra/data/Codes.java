package dev.culebra.data;

import dev.culebra.files.AtomicFiles;
import dev.culebra.files.FileProblem;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The codes that a trained model gives its data, in the folder {@code codes} of its run: {@code
 * train.npy} and {@code test.npy}, int32 {@code [N,h,w]}, labels beside them where the data have
 * some, and {@code codes.json}, which says how many codes there are and whose.
 */
public final class Codes {
  /** Name of the folder in a run. */
  public static final String FOLDER = "codes";

  private static final String ABOUT = "codes.json";

  private Codes() {}

  /**
   * Codes of the program as data; copied.
   *
   * @param codes of one sample after the other, from 0 to before {@code codebook}
   * @param labels one per sample, or null
   */
  public static Dataset of(
      String name, int[] codes, Shape sample, int codebook, int[] labels, List<String> classNames) {
    MemorySegment memory = Arena.ofAuto().allocate(4L * codes.length, Integer.BYTES);
    memory.copyFrom(MemorySegment.ofArray(codes));
    return new Dataset(name, new TensorType(DType.I32, sample), memory, labels, classNames)
        .withValues(codebook);
  }

  /** Whether a run has its codes written down. */
  public static boolean areIn(Path run) {
    return Files.exists(run.resolve(FOLDER).resolve(ABOUT));
  }

  /**
   * Writes the codes of a run, in place of older ones.
   *
   * @param model the file of the model that they belong to
   * @throws UserError if they cannot be written
   */
  public static void write(Path run, Split codes, int codebook, Path model) {
    Path folder = run.resolve(FOLDER);
    AtomicFiles.delete(folder);
    AtomicFiles.writeFolder(
        folder,
        into -> {
          writePart(into, "train", codes.train());
          writePart(into, "test", codes.test());
          Map<String, Object> about = new LinkedHashMap<>();
          about.put("codebook", codebook);
          about.put("data", codes.train().name());
          about.put("classes", codes.train().classNames());
          about.put("model_sha256", fingerprint(model));
          Json.write(into.resolve(ABOUT), about);
        });
  }

  private static void writePart(Path folder, String part, Dataset data) {
    int size = Math.toIntExact(data.sampleShape().elements());
    MemorySegment codes = MemorySegment.ofArray(new int[data.count() * size]);
    for (int i = 0; i < data.count(); i++) {
      data.copy(i, codes, 4L * i * size);
    }
    Shape shape = Shape.of(data.count()).append(data.sampleShape().sizes());
    Npy.write(folder.resolve(part + ".npy"), new TensorType(DType.I32, shape), codes);
    if (data.isLabelled()) {
      int[] labels = IntStream.range(0, data.count()).map(data::label).toArray();
      Npy.write(
          folder.resolve(part + "_labels.npy"),
          TensorType.of(DType.I32, labels.length),
          MemorySegment.ofArray(labels));
    }
  }

  /**
   * The codes of a run.
   *
   * @throws UserError if they are missing or damaged
   */
  static Split read(Path run) {
    Path folder = run.resolve(FOLDER);
    Map<String, Object> about = Json.readMap(folder.resolve(ABOUT));
    if (!(about.get("codebook") instanceof Integer codebook)
        || !(about.get("classes") instanceof List<?> classes)) {
      throw damaged(folder.resolve(ABOUT), "lacks 'codebook' or 'classes'");
    }
    String name = "codes of " + about.get("data");
    List<String> names = classes.stream().map(Object::toString).toList();
    return new Split(
        readPart(folder, "train", name, codebook, names),
        readPart(folder, "test", name, codebook, names));
  }

  private static Dataset readPart(
      Path folder, String part, String name, int codebook, List<String> classNames) {
    Path file = folder.resolve(part + ".npy");
    Npy.Array array = Npy.read(file);
    Shape shape = array.type().shape();
    if (shape.rank() < 2 || shape.elements() == 0) {
      throw damaged(file, "holds " + array.type());
    }
    int[] codes = integers(file, array);
    if (IntStream.of(codes).anyMatch(code -> code < 0 || code >= codebook)) {
      throw damaged(file, "has codes that are not from 0 to " + (codebook - 1));
    }
    Path labelFile = folder.resolve(part + "_labels.npy");
    int[] labels = Files.exists(labelFile) ? integers(labelFile, Npy.read(labelFile)) : null;
    if (labels != null && labels.length != shape.size(0)) {
      throw damaged(labelFile, "has " + labels.length + " labels for " + shape.size(0));
    }
    return of(name, codes, shape.range(1, shape.rank()), codebook, labels, classNames);
  }

  private static int[] integers(Path file, Npy.Array array) {
    if (array.type().dtype() != DType.I32) {
      throw damaged(file, "holds " + array.type() + ", not int32");
    }
    return array.bytes().toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  private static UserError damaged(Path file, String fact) {
    return new UserError(file + ": " + fact + "; write it anew: culebra codes RUN");
  }

  /** SHA-256 of the model that the codes of a run belong to. */
  public static String model(Path run) {
    return "" + Json.readMap(run.resolve(FOLDER).resolve(ABOUT)).get("model_sha256");
  }

  /** SHA-256 of a file. */
  public static String fingerprint(Path file) {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
  }
}
