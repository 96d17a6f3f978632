package dev.culebra.model;

import dev.culebra.files.UserError;
import dev.culebra.ir.Input;
import dev.culebra.model.InferenceDevice.Key;
import dev.culebra.model.InferenceDevice.Prepared;
import dev.culebra.plan.Plan;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A trained model for use in a program: encodes, decodes, reconstructs, samples, interpolates and
 * scores plain {@code float[]}. Samples lie one after the other, pixels in channels-last order and
 * in [0, 1] unless the model was trained on something else.
 *
 * <p>Any number of threads may call; the same call gives the same bytes whoever else is calling and
 * however many threads compute. Programs are recorded once per function and batch size (powers of
 * two up to the largest batch) and replayed. Owns memory outside the heap until {@link #close},
 * which waits for the calls in progress; calls after that throw {@link IllegalStateException}.
 */
public final class Autoencoder implements AutoCloseable {
  private final Model model;
  private final boolean ownsModel;
  private final AutoencoderOptions options;
  private final Map<Input, MemorySegment> states = new IdentityHashMap<>();
  private final Map<Key, Prepared> prepared = new ConcurrentHashMap<>();
  private final InferencePool pool;

  private Autoencoder(Model model, boolean ownsModel, AutoencoderOptions options) {
    this.model = model;
    this.ownsModel = ownsModel;
    this.options = options;
    for (Parameter parameter : model.parameters()) {
      states.put(parameter.state(), parameter.data());
    }
    pool = new InferencePool(options.pool(), options.threads());
  }

  /**
   * Loads a trained model.
   *
   * @param run a run folder, or a {@code model.safetensors}
   * @throws UserError if it cannot be read
   */
  public static Autoencoder load(Path run) {
    return load(run, AutoencoderOptions.DEFAULT);
  }

  /**
   * Loads a trained model.
   *
   * @throws UserError if it cannot be read, or needs more memory than the options allow
   */
  public static Autoencoder load(Path run, AutoencoderOptions options) {
    return of(Saved.load(run), true, options);
  }

  /**
   * A view of a model that its owner keeps: sees the parameters as they are at each call, which
   * must not change meanwhile, and leaves them open.
   */
  public static Autoencoder over(Model model, AutoencoderOptions options) {
    return of(model, false, options);
  }

  private static Autoencoder of(Model model, boolean ownsModel, AutoencoderOptions options) {
    Autoencoder autoencoder = new Autoencoder(model, ownsModel, options);
    try {
      autoencoder.checkMemory();
      return autoencoder;
    } catch (RuntimeException problem) {
      autoencoder.close();
      throw problem;
    }
  }

  /** Shape of one sample, {@code [H,W,C]}. */
  public Shape input() {
    return model.input();
  }

  /**
   * Shape of one latent.
   *
   * @throws UserError if the model has none
   */
  public Shape latent() {
    require(InferenceFunction.ENCODE);
    return ((LatentModel) model).latent();
  }

  /** Whether the model can do something. */
  public boolean can(InferenceFunction function) {
    return function.isOf(model);
  }

  /** What the objective and its terms are measured in. */
  public String unit() {
    return model.unit();
  }

  /** The model's configuration. */
  public Record config() {
    return model.config();
  }

  /**
   * The latents of samples, one after the other; the posterior's mean where there is one.
   *
   * @throws IllegalArgumentException if {@code pixels} is not a whole number of samples
   */
  public float[] encode(float[] pixels) {
    return run(InferenceFunction.ENCODE, pixels, 0);
  }

  /**
   * The samples of latents.
   *
   * @throws IllegalArgumentException if {@code latents} is not a whole number of latents
   */
  public float[] decode(float[] latents) {
    return run(InferenceFunction.DECODE, latents, 0);
  }

  /** Samples encoded and decoded. */
  public float[] reconstruct(float[] pixels) {
    return run(InferenceFunction.RECONSTRUCT, pixels, 0);
  }

  /**
   * Samples damaged at random, as the model was trained to undo it; the same call damages the same.
   */
  public float[] damage(float[] pixels) {
    return run(InferenceFunction.DAMAGE, pixels, 0);
  }

  /** What {@link #damage} did to samples, undone. */
  public float[] restore(float[] pixels) {
    return run(InferenceFunction.RESTORE, pixels, 0);
  }

  /** Probabilities of the kinds of each pixel, {@code [H,W,K]} a sample; kind 0 is background. */
  public float[] segment(float[] pixels) {
    return run(InferenceFunction.SEGMENT, pixels, 0);
  }

  /**
   * A typical standard deviation of the Gaussian noise that {@link #reconstruct} removes.
   *
   * @throws UserError if the model was not trained to remove any
   */
  public double noiseLevel() {
    double level = model instanceof Denoiser denoiser ? denoiser.noiseLevel() : 0;
    if (level == 0) {
      throw new UserError(
          "%s was not trained to remove Gaussian noise; train unet, or ae with --noise gaussian"
              .formatted(Zoo.of(model.config()).name()));
    }
    return level;
  }

  /**
   * The negative evidence lower bound of each sample, in nats, with one draw of the latent; every
   * loss weight at 1. The draws follow from the place in {@code pixels}: the same call scores the
   * same.
   */
  public float[] score(float[] pixels) {
    return run(InferenceFunction.SCORE, pixels, 0);
  }

  /**
   * New samples, decoded from latents drawn from the prior; the same seed gives the same.
   *
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  public float[] sample(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("[sample] count " + count + " is below 1");
    }
    require(InferenceFunction.SAMPLE);
    float[] samples = new float[Math.multiplyExact(count, floats(model.input()))];
    run(InferenceFunction.SAMPLE, null, count, samples, seed);
    return samples;
  }

  /**
   * New samples, one of each class given; the same seed gives the same.
   *
   * @param labels numbers of classes, from 0
   * @throws UserError if there is no such class
   */
  public float[] sample(int[] labels, long seed) {
    int classes = classes();
    float[] feed = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new UserError(
            "class " + labels[i] + ": the model has " + classes + ", from 0 to " + (classes - 1));
      }
      feed[i] = labels[i];
    }
    return run(InferenceFunction.SAMPLE_CLASS, feed, seed);
  }

  /**
   * Number of classes that samples can be drawn of.
   *
   * @throws UserError if the model knows none
   */
  public int classes() {
    require(InferenceFunction.SAMPLE_CLASS);
    return ((ConditionalModel) model).classes();
  }

  /**
   * The straight way through the latent space from one sample to another, decoded.
   *
   * @param steps samples returned, the two ends' reconstructions included; at least 2
   */
  public float[] interpolate(float[] from, float[] to, int steps) {
    int pixels = floats(model.input());
    if (from.length != pixels || to.length != pixels || steps < 2) {
      throw new IllegalArgumentException(
          "[interpolate] from "
              + from.length
              + " floats to "
              + to.length
              + " in "
              + steps
              + " steps; one sample "
              + model.input()
              + " each ("
              + pixels
              + " floats), steps >= 2");
    }
    float[] begin = encode(from);
    float[] end = encode(to);
    float[] way = new float[Math.multiplyExact(steps, begin.length)];
    for (int i = 0; i < way.length; i++) {
      double part = (double) (i / begin.length) / (steps - 1);
      int axis = i % begin.length;
      way[i] = (float) ((1 - part) * begin[axis] + part * end[axis]);
    }
    return decode(way);
  }

  /**
   * Bytes outside the heap that this comes to at most: the parameters, and for every caller of the
   * pool the programs of each function at each batch size.
   */
  public long memoryBytes() {
    long perCaller = 0;
    long scratch = 0;
    List<InferenceFunction> functions =
        Arrays.stream(InferenceFunction.values()).filter(this::can).toList();
    for (InferenceFunction function : functions) {
      for (int batch = options.maxBatch(); batch >= 1; batch /= 2) {
        Plan plan = prepared(new Key(function, bucket(batch))).plan();
        scratch = Math.max(scratch, plan.scratchBytes());
        perCaller += plan.resultBytes();
        for (Input input : plan.inputs()) {
          perCaller += input.kind() == Input.Kind.FEED ? input.type().bytes() : 0;
        }
      }
    }
    long parameters = states.keySet().stream().mapToLong(state -> state.type().bytes()).sum();
    return parameters + options.pool() * (perCaller + scratch);
  }

  private void checkMemory() {
    if (options.memoryLimit() == Long.MAX_VALUE) {
      return;
    }
    long need = memoryBytes();
    if (need > options.memoryLimit()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the model needs up to %d bytes for batches of %d and %d callers at once, the limit"
                  + " is %d; lower maxBatch or pool, or raise memoryLimit",
              need,
              options.maxBatch(),
              options.pool(),
              options.memoryLimit()));
    }
  }

  private void require(InferenceFunction function) {
    if (!can(function)) {
      List<String> able =
          Arrays.stream(InferenceFunction.values()).filter(this::can).map(this::name).toList();
      throw new UserError(
          name(function)
              + ": "
              + Zoo.of(model.config()).name()
              + " is no model that can; it can "
              + (able.isEmpty() ? "nothing of that kind" : String.join(", ", able)));
    }
  }

  private String name(InferenceFunction function) {
    return function.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The model, which must be able to do something. */
  Model model(InferenceFunction function) {
    require(function);
    return model;
  }

  float[] run(InferenceFunction function, float[] in, long seed) {
    require(function);
    String name = name(function);
    Shape one = function.input(model);
    int floats = floats(one);
    if (in.length % floats != 0) {
      throw new IllegalArgumentException(
          "["
              + name
              + "] "
              + in.length
              + " floats are no whole number of samples "
              + one
              + "; each has "
              + floats);
    }
    int count = in.length / floats;
    float[] out = new float[Math.multiplyExact(count, floats(function.output(model)))];
    run(function, in, count, out, seed);
    return out;
  }

  private void run(InferenceFunction function, float[] in, int count, float[] out, long seed) {
    InferenceDevice device = pool.take();
    try {
      int inFloats = in == null ? 0 : in.length / Math.max(count, 1);
      int outFloats = floats(function.output(model));
      for (int begin = 0; begin < count; begin += options.maxBatch()) {
        int piece = Math.min(options.maxBatch(), count - begin);
        Key key = new Key(function, bucket(piece));
        // The step of the counter tells the pieces apart, so that each has draws of its own.
        long[] counter = {seed, begin / options.maxBatch(), 0};
        device.run(
            key,
            prepared(key),
            states::get,
            counter,
            in,
            begin * inFloats,
            out,
            begin * outFloats,
            piece);
      }
    } finally {
      pool.giveBack(device);
    }
  }

  private Prepared prepared(Key key) {
    return prepared.computeIfAbsent(
        key,
        missing -> {
          var program = missing.function().trace(model, missing.batch());
          return new Prepared(program, pool.planning().plan(program.graph()));
        });
  }

  /** The smallest power of two that holds the samples, or the largest batch. */
  private int bucket(int samples) {
    int power = samples <= 1 ? 1 : Integer.highestOneBit(samples - 1) << 1;
    return Math.min(power, options.maxBatch());
  }

  private static int floats(Shape shape) {
    return Math.toIntExact(shape.elements());
  }

  @Override
  public void close() {
    if (pool.closeOnce() && ownsModel) {
      model.close();
    }
  }

  @Override
  public String toString() {
    return Zoo.of(model.config()).name() + " " + model.input();
  }
}
