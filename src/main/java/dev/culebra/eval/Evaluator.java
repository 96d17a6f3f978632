package dev.culebra.eval;

import dev.culebra.data.Batch;
import dev.culebra.data.BatchOptions;
import dev.culebra.data.BatchOrder;
import dev.culebra.data.Batches;
import dev.culebra.data.Dataset;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.model.Losses;
import dev.culebra.model.Model;
import dev.culebra.model.StepFeeds;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The mean of a model's objective over a data set. Deterministic: batch number {@code i} draws with
 * the counter (seed, i, 0), and means are taken in double precision in the data's order. A
 * scheduled weight counts with the value that its schedule ends on.
 *
 * <p>Owns its programs until {@link #close}; the device and the model are the caller's. One thread.
 */
public final class Evaluator implements AutoCloseable {
  /** A step so late that every schedule has come to its end. */
  private static final long END = 1L << 40;

  private final Model model;
  private final Device device;
  private final int batch;
  private final Function<Input, MemorySegment> states;
  private final Map<Shape, Program> programs = new HashMap<>();

  /** An evaluator of the model's own parameters. */
  public Evaluator(Model model, Device device, int batch) {
    this(model, device, batch, ownStates(model));
  }

  /**
   * @param batch samples a batch; the draws depend on it
   * @param states where the elements of each parameter's state lie, for example its average's
   */
  public Evaluator(Model model, Device device, int batch, Function<Input, MemorySegment> states) {
    this.model = model;
    this.device = device;
    this.batch = batch;
    this.states = states;
  }

  private static Function<Input, MemorySegment> ownStates(Model model) {
    Map<Input, MemorySegment> own = new IdentityHashMap<>();
    for (Parameter parameter : model.parameters()) {
      own.put(parameter.state(), parameter.data());
    }
    return own::get;
  }

  /** Evaluates all samples with the draws of a seed. */
  public Evaluation evaluate(Dataset data, long seed) {
    Sums sums = new Sums();
    run(data, seed, sums);
    SequencedMap<String, Double> terms = new LinkedHashMap<>();
    for (int i = 1; i < sums.names.size(); i++) {
      terms.put(sums.names.get(i), sums.values[i] / data.count());
    }
    return new Evaluation(data.count(), sums.values[0] / data.count(), terms);
  }

  /** The objective of each sample, in the data's order: for a bound, its negative. */
  public float[] scores(Dataset data, long seed) {
    float[] scores = new float[data.count()];
    run(
        data,
        seed,
        (program, batch) -> {
          for (int row = 0; row < batch.rows.length; row++) {
            scores[batch.rows[row]] =
                program.bound.output(0).getAtIndex(ValueLayout.JAVA_FLOAT, row);
          }
        });
    return scores;
  }

  /** Plans the programs for a data set, so that their memory is known before the run. */
  public void prepare(Dataset data) {
    int size = Math.min(batch, data.count());
    new BatchOrder(data, BatchOptions.evaluation(size))
        .shapes()
        .forEach(shape -> program(data, shape));
  }

  /** Bytes of feeds and results of the programs planned so far. */
  public long ownBytes() {
    return programs.values().stream().mapToLong(Program::ownBytes).sum();
  }

  private void run(Dataset data, long seed, Visitor visitor) {
    int size = Math.min(batch, data.count());
    try (Batches batches = data.batches(BatchOptions.evaluation(size))) {
      Queue<Visited> underWay = new ArrayDeque<>();
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        Program program = program(data, next.shape());
        program.begin(next, seed);
        underWay.add(new Visited(program, rows(next)));
        if (underWay.size() > device.ahead()) {
          visit(underWay.remove(), visitor);
        }
      }
      underWay.forEach(each -> visit(each, visitor));
    }
  }

  private static void visit(Visited batch, Visitor visitor) {
    batch.program.bound.finish();
    visitor.visit(batch.program, batch);
  }

  private static int[] rows(Batch batch) {
    return IntStream.range(0, batch.count()).map(batch::sample).toArray();
  }

  /**
   * A batch that was begun.
   *
   * @param rows numbers of its samples in the data
   */
  private record Visited(Program program, int[] rows) {}

  private Program program(Dataset data, Shape shape) {
    return programs.computeIfAbsent(shape, missing -> new Program(missing, data.isLabelled()));
  }

  @Override
  public void close() {
    programs.values().forEach(program -> program.bound.close());
    programs.clear();
  }

  private interface Visitor {
    void visit(Program program, Visited batch);
  }

  private static final class Sums implements Visitor {
    private List<String> names;
    private double[] values;

    @Override
    public void visit(Program program, Visited batch) {
      if (values == null) {
        names = program.names;
        values = new double[names.size()];
      }
      for (int i = 0; i < values.length; i++) {
        MemorySegment perSample = program.bound.output(i);
        for (int sample = 0; sample < batch.rows.length; sample++) {
          values[i] += perSample.getAtIndex(ValueLayout.JAVA_FLOAT, sample);
        }
      }
    }
  }

  /**
   * The objective recorded for one batch size; the outputs are the total and the terms, [N] each.
   */
  private final class Program {
    private final List<String> names = new ArrayList<>(List.of("total"));
    private final StepFeeds feeds;
    private final Bound bound;

    Program(Shape batch, boolean isLabelled) {
      this.feeds = new StepFeeds(new TensorType(model.inputType(), batch), isLabelled);
      Losses losses = Trace.record(() -> model.losses(feeds));
      List<Value> outputs = new ArrayList<>(List.of(losses.total().value()));
      losses
          .terms()
          .forEach(
              (name, term) -> {
                names.add(name);
                outputs.add(term.value());
              });
      this.bound = Bound.ahead(device, device.plan(new Graph(outputs, Map.of())), states);
    }

    void begin(Batch next, long seed) {
      for (StepFeeds.Scalar scalar : feeds.scalars()) {
        if (bound.reads(scalar.feed())) {
          float value = (float) scalar.schedule().at(END, 1);
          bound.feed(scalar.feed()).set(ValueLayout.JAVA_FLOAT, 0, value);
        }
      }
      if (bound.reads(feeds.samplesFeed())) {
        bound.feed(feeds.samplesFeed()).copyFrom(next.samples());
      }
      if (feeds.labelsFeed() != null && bound.reads(feeds.labelsFeed())) {
        bound.feed(feeds.labelsFeed()).copyFrom(next.labels());
      }
      if (bound.reads(feeds.counterFeed())) {
        MemorySegment counter = bound.feed(feeds.counterFeed());
        counter.setAtIndex(ValueLayout.JAVA_LONG, 0, seed);
        counter.setAtIndex(ValueLayout.JAVA_LONG, 1, next.index());
      }
      bound.begin();
    }

    long ownBytes() {
      long inputs = 0;
      for (Input input : bound.plan().inputs()) {
        inputs += input.kind() == Input.Kind.FEED ? input.type().bytes() : 0;
      }
      return bound.plan().resultBytes() + inputs;
    }
  }
}
