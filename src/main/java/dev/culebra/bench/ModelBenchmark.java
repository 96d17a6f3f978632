package dev.culebra.bench;

import dev.culebra.data.PaddedPairs;
import dev.culebra.data.Symbols;
import dev.culebra.files.AtomicFiles;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Configs;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Seq2Seq;
import dev.culebra.model.Zoo;
import dev.culebra.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A model of the zoo at work: whole training steps, or the encoding of single images. Both sides
 * begin with the same weights and see the same made-up samples; the draws of noise are their own.
 *
 * @param config of the model
 * @param task what is timed
 * @param batch samples of a call
 * @param device where the steps are computed, here and by peers; images are encoded on the CPU
 * @param precision of the steps, here and by peers
 */
public record ModelBenchmark(
    String name, Record config, Task task, int batch, String device, Precision precision)
    implements Benchmark {
  /** What is timed. */
  public enum Task {
    /** Next batch, noise, loss, gradients, Adam. */
    STEP,
    /** From an array to an array, by the door that embedders use. */
    ENCODE
  }

  /** Batches that take turns. */
  static final int BATCHES = 8;

  static final double LEARNING_RATE = 1e-3;

  private static final long SEED = 1;

  @Override
  public String kind() {
    return task == Task.STEP ? "step" : "encode";
  }

  @Override
  public Work work() {
    return Work.samples(batch);
  }

  @Override
  public Map<String, Object> facts(Path folder) {
    Path weights = folder.resolve("weights.safetensors");
    Path samples = folder.resolve("samples.bin");
    try (Model model = model();
        Arena arena = Arena.ofConfined()) {
      Saved.write(model, weights);
      List<Integer> shape = new ArrayList<>(List.of(BATCHES, batch));
      for (int size : model.input().sizes()) {
        shape.add(size);
      }
      MemorySegment all = samples(model, arena);
      AtomicFiles.write(samples, all.toArray(ValueLayout.JAVA_BYTE));
      return Map.of(
          "model", Zoo.of(config).name(),
          "config", Configs.toMap(config),
          "weights", weights.toString(),
          "samples", samples.toString(),
          "shape", shape,
          "rate", LEARNING_RATE,
          "device", device,
          "precision", precision.label());
    }
  }

  /** The same work on another batch, which its name tells. */
  public ModelBenchmark of(int samples) {
    String renamed = name.replaceFirst(" n" + batch + "\\b", " n" + samples);
    return new ModelBenchmark(renamed, config, task, samples, device, precision);
  }

  /** The same work on another device, with so many times the batch. */
  ModelBenchmark on(String other, int times) {
    ModelBenchmark larger = of(batch * times);
    return new ModelBenchmark(larger.name, config, task, larger.batch, other, precision);
  }

  /** The same work in another precision, which its name tells unless it is float32. */
  ModelBenchmark in(Precision other) {
    String renamed = other == Precision.F32 ? name : name + " " + other.label();
    return new ModelBenchmark(renamed, config, task, batch, device, other);
  }

  Model model() {
    Model model = Zoo.of(config).make(config);
    model.initialize(SEED);
    return model;
  }

  /** {@link #BATCHES} batches: pixels in [0, 1), or pairs of sequences without padding. */
  MemorySegment samples(Model model, Arena arena) {
    long sample = model.input().elements();
    long count = BATCHES * batch * sample;
    MemorySegment memory = arena.allocate(count * Float.BYTES, 64);
    SplittableRandom random = new SplittableRandom(SEED);
    for (long i = 0; i < count; i++) {
      if (model.inputType() == DType.F32) {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat());
      } else {
        memory.setAtIndex(ValueLayout.JAVA_INT, i, symbol(i % sample, random));
      }
    }
    return memory;
  }

  /** An element of a pair {@code [1+L,2]}: lengths first, the target's end last. */
  private int symbol(long place, SplittableRandom random) {
    Seq2Seq.Config sizes = (Seq2Seq.Config) config;
    long row = place / 2;
    boolean isLastOfTarget = row == sizes.length() && place % 2 == PaddedPairs.TARGET;
    if (row == 0) {
      return sizes.length();
    }
    return isLastOfTarget ? Symbols.END : random.nextInt(Symbols.END + 1, sizes.targets());
  }

  @Override
  public Subject open(int threads) {
    return task == Task.STEP ? new StepSubject(this, threads) : new EncodeSubject(this, threads);
  }
}
