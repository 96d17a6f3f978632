package dev.culebra.eval;

import dev.culebra.data.Batch;
import dev.culebra.data.BatchOptions;
import dev.culebra.data.Batches;
import dev.culebra.data.Dataset;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.model.LikelihoodModel;
import dev.culebra.model.StepFeeds;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * What a model says of held-out data by importance sampling (Burda, Grosse and Salakhutdinov 2015):
 * the likelihood of each sample, and which latents it uses. Deterministic: batch number {@code i}
 * is binarized with the counter (seed, i, 0), and its draws number {@code c·1000} on are made with
 * (seed, i·chunks + c, 0).
 *
 * <p>The draws of some samples are one matrix product. Their weights are summed in double
 * precision, relative to the largest so far, so that memory does not grow with the draws.
 */
public final class MarginalLikelihood {
  /** Rows of a matrix product: fewer waste the processor, more its cache. */
  private static final int ROWS = 1000;

  private static final int BATCH = 20;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final LikelihoodModel model;
  private final Device device;
  private final Map<Input, MemorySegment> states = new IdentityHashMap<>();

  /** Device and model are the caller's; neither may be used otherwise meanwhile. */
  public MarginalLikelihood(LikelihoodModel model, Device device) {
    this.model = model;
    this.device = device;
    for (Parameter parameter : model.parameters()) {
      states.put(parameter.state(), parameter.data());
    }
  }

  /**
   * The negative log-likelihood of each sample, in nats: {@code −ln (1/draws · Σ w)}.
   *
   * @param draws of the latents for each sample, at least 1
   * @param seed of the draws
   * @param progress is told how many samples are done
   */
  public double[] negative(Dataset data, int draws, long seed, IntConsumer progress) {
    if (draws < 1) {
      throw new IllegalArgumentException("[likelihood] " + draws + " draws; at least 1");
    }
    int chunk = Math.min(draws, ROWS / BATCH);
    int whole = draws / chunk;
    int rest = draws % chunk;
    int chunks = whole + (rest == 0 ? 0 : 1);
    double[] negative = new double[data.count()];
    forEachBatch(
        data,
        size -> List.of(weights(data, size, chunk), weights(data, size, rest == 0 ? chunk : rest)),
        (batch, programs) -> {
          LogSum[] sums = new LogSum[batch.count()];
          Arrays.setAll(sums, sample -> new LogSum());
          for (int i = 0; i < chunks; i++) {
            Program program = programs.get(i < whole ? 0 : 1);
            program.run(batch, seed, (long) batch.index() * chunks + i);
            program.addTo(sums);
          }
          for (int i = 0; i < sums.length; i++) {
            negative[batch.sample(i)] = Math.log(draws) - sums[i].value();
          }
          progress.accept(batch.index() * BATCH + sums.length);
        });
    return negative;
  }

  /**
   * How many latents of each stochastic layer the posterior's mean makes use of; see {@link
   * ActiveUnits}.
   *
   * @param seed of the binarization
   */
  public List<Integer> activeUnits(Dataset data, long seed) {
    List<float[]> means = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    forEachBatch(
        data,
        size -> List.of(new Program(data, size, (feeds, draws) -> model.posteriorMeans(feeds))),
        (batch, programs) -> {
          Program program = programs.getFirst();
          program.run(batch, seed, 0);
          for (int level = 0; level < program.outputs(); level++) {
            MemorySegment output = program.bound.output(level);
            int width = Math.toIntExact(output.byteSize() / Float.BYTES / batch.count());
            if (means.size() == level) {
              means.add(new float[data.count() * width]);
              widths.add(width);
            }
            for (int i = 0; i < batch.count(); i++) {
              int place = batch.sample(i) * width;
              MemorySegment.copy(
                  output, FLOAT, (long) i * width * Float.BYTES, means.get(level), place, width);
            }
          }
        });
    List<Integer> active = new ArrayList<>();
    for (int level = 0; level < means.size(); level++) {
      active.add(ActiveUnits.count(means.get(level), widths.get(level)));
    }
    return active;
  }

  private Program weights(Dataset data, int size, int count) {
    return new Program(
        data, size, (feeds, draws) -> List.of(model.logWeights(feeds, draws, count)));
  }

  private interface Visitor {
    void visit(Batch batch, List<Program> programs);
  }

  /**
   * Goes through the data with programs for its whole batches, and others for a ragged last one.
   */
  private static void forEachBatch(
      Dataset data, Function<Integer, List<Program>> maker, Visitor visitor) {
    int size = Math.min(BATCH, data.count());
    List<Program> programs = maker.apply(size);
    try (Batches batches = data.batches(BatchOptions.evaluation(size))) {
      for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
        if (batch.count() != size) {
          programs.forEach(Program::close);
          programs = maker.apply(batch.count());
        }
        visitor.visit(batch, programs);
      }
    } finally {
      programs.forEach(Program::close);
    }
  }

  /** Records what is wanted of a batch, from its feeds and the draws of the latents. */
  private interface Body {
    List<Tensor> record(StepFeeds feeds, Rng draws);
  }

  /** A program for batches of one size. */
  private final class Program implements AutoCloseable {
    private final StepFeeds feeds;
    private final Input draws = Input.feed("draws", Rng.COUNTER);
    private final Bound bound;

    Program(Dataset data, int size, Body body) {
      Shape shape = Shape.of(size).append(data.sampleShape().sizes());
      feeds = new StepFeeds(new TensorType(model.inputType(), shape), data.isLabelled());
      List<Value> outputs =
          Trace.record(
              () ->
                  body.record(feeds, new Rng(Tensor.of(draws))).stream()
                      .map(Tensor::value)
                      .toList());
      bound = Bound.of(device, device.plan(new Graph(outputs, Map.of())), states::get);
    }

    int outputs() {
      return bound.plan().graph().outputs().size();
    }

    void run(Batch batch, long seed, long draw) {
      write(feeds.samplesFeed(), batch.samples());
      if (feeds.labelsFeed() != null) {
        write(feeds.labelsFeed(), batch.labels());
      }
      count(feeds.counterFeed(), seed, batch.index());
      count(draws, seed, draw);
      bound.run();
    }

    private void write(Input feed, MemorySegment values) {
      if (bound.reads(feed)) {
        bound.feed(feed).copyFrom(values);
      }
    }

    private void count(Input counter, long seed, long step) {
      if (bound.reads(counter)) {
        bound.feed(counter).setAtIndex(LONG, 0, seed);
        bound.feed(counter).setAtIndex(LONG, 1, step);
      }
    }

    /** Adds the weights {@code [N,count]} of the last run. */
    void addTo(LogSum[] sums) {
      MemorySegment weights = bound.output(0);
      long count = weights.byteSize() / Float.BYTES / sums.length;
      for (int sample = 0; sample < sums.length; sample++) {
        for (long i = 0; i < count; i++) {
          sums[sample].add(weights.getAtIndex(FLOAT, sample * count + i));
        }
      }
    }

    @Override
    public void close() {
      bound.close();
    }
  }

  /** ln Σ eˣ of numbers that come one by one. */
  private static final class LogSum {
    private double largest = Double.NEGATIVE_INFINITY;
    private double sum;

    void add(double x) {
      if (x > largest) {
        sum = sum * Math.exp(largest - x) + 1;
        largest = x;
      } else if (x != Double.NEGATIVE_INFINITY) {
        sum += Math.exp(x - largest);
      }
    }

    double value() {
      return largest + Math.log(sum);
    }
  }
}
