package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.Divide;
import dev.culebra.op.Embedding;
import dev.culebra.op.Fill;
import dev.culebra.op.Histogram;
import dev.culebra.op.Maximum;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Square;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.StopGradient;
import dev.culebra.op.Subtract;
import dev.culebra.op.Sum;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqNearest;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors replaced by the nearest codes of a codebook (van den Oord et al. 2017): {@code
 * [N,…,H·D]}, each of H heads with K codes of its own. Gradients pass straight through.
 *
 * <p>The codebook follows the vectors by moving averages while training, or, with decay 0, the
 * gradient of its loss. Parameters: {@code codebook [K,D]}, with several heads {@code [H,K,D]};
 * with averages also {@code ema_count} and {@code ema_sum}. Codes start uniform in (−1/K, 1/K),
 * each with count 1, so that one that nobody chooses stays where it is until it is revived.
 */
public final class VectorQuantizer extends Module {
  private final String path;
  private final int heads;
  private final int codes;
  private final int depth;
  private final Options options;
  private final Parameter codebook;
  private final Parameter counts;
  private final Parameter sums;

  /**
   * How a codebook is trained.
   *
   * @param decay weight of the old averages; 0 for a codebook that is trained by gradient
   * @param commitment weight of the vectors' own loss
   * @param epsilon added to each count
   * @param revive moving count below which a code moves to a random vector of the batch; 0 for
   *     never
   * @param cosine whether vectors and codes are brought to length 1 first
   */
  public record Options(
      double decay, double commitment, double epsilon, double revive, boolean cosine) {
    /** Averages with decay 0.99, commitment 0.25, epsilon 1e-5, no revival, Euclidean. */
    public static final Options DEFAULT = new Options(0.99, 0.25, 1e-5, 0, false);
  }

  /**
   * What came of a batch.
   *
   * @param output the codes {@code [N,…,H·D]}, with the gradient passed straight through
   * @param codes the codes with their own gradient
   * @param index their numbers, i32 {@code [N,…]}, with several heads {@code [N,…,H]}
   * @param loss {@code [N]}, a mean over each sample's elements: {@code commitment·(x − stop(c))²},
   *     for a codebook trained by gradient plus {@code (stop(x) − c)²}
   * @param histogram how often each code was chosen, {@code [K]}, with several heads {@code [H,K]}
   * @param perplexity e to the entropy of the choices, {@code [1]}, with several heads {@code
   *     [H,1]}
   */
  public record Quantized(
      Tensor output,
      Tensor codes,
      Tensor index,
      Tensor loss,
      Tensor histogram,
      Tensor perplexity) {}

  /** One head. */
  public VectorQuantizer(String path, int codes, int depth, Options options) {
    this(path, 1, codes, depth, options);
  }

  /**
   * @param path name of the layer in the model
   * @param heads H, into which the last axis is cut
   * @param codes K
   * @param depth D
   */
  public VectorQuantizer(String path, int heads, int codes, int depth, Options options) {
    this.path = path;
    this.heads = heads;
    this.codes = codes;
    this.depth = depth;
    this.options = options;
    Shape shape = heads == 1 ? Shape.of(codes, depth) : Shape.of(heads, codes, depth);
    TensorType type = TensorType.f32(shape.sizes());
    // The sums start as the codes, which are drawn first.
    float[] drawn = new float[Math.toIntExact(shape.elements())];
    Initializer draw =
        (elements, draws) -> {
          Initializer.uniform(1.0 / codes).fill(elements, draws);
          System.arraycopy(elements, 0, drawn, 0, drawn.length);
        };
    Initializer repeat = (elements, draws) -> System.arraycopy(drawn, 0, elements, 0, drawn.length);
    boolean averages = options.decay() > 0;
    codebook = add("codebook", type, draw, !averages);
    counts =
        averages ? add("ema_count", VqEmaStep.counts(type), Initializer.constant(1), false) : null;
    sums = averages ? add("ema_sum", type, repeat, false) : null;
  }

  private Parameter add(String name, TensorType type, Initializer start, boolean trainable) {
    FileLayout layout = FileLayout.same(type.shape());
    return parameter(new Parameter(path + "." + name, type, layout, start, trainable));
  }

  /** The codes. */
  public Parameter codebook() {
    return codebook;
  }

  /** Sets the codes, for example to centres of clusters, and starts their averages anew. */
  public void setCodebook(float[] elements) {
    codebook.setFile(MemorySegment.ofArray(elements));
    if (counts != null) {
      float[] ones = new float[heads * codes];
      Arrays.fill(ones, 1);
      counts.setFile(MemorySegment.ofArray(ones));
      sums.setFile(MemorySegment.ofArray(elements));
    }
  }

  /**
   * Quantizes; while training the averages follow.
   *
   * @param rng draws the vectors for revived codes; unused, and may be null, if none are revived
   */
  public Quantized apply(Tensor input, Rng rng) {
    Shape shape = input.shape();
    int width = heads * depth;
    Tensor vectors = input.reshape(Math.toIntExact(shape.elements() / width), heads, depth);
    if (options.cosine()) {
      vectors = Tensor.apply(values -> unit(values[0]), vectors);
    }
    Tensor rows = vectors.reshape(vectors.size(0), width);
    Tensor index;
    Tensor histogram;
    if (counts != null && Trace.isTraining()) {
      List<Tensor> found =
          Tensor.record(new VqAssign(options.cosine()), List.of(rows, codebook.tensor()));
      index = found.get(0);
      List<Tensor> batch = Trace.total(List.of(found.get(2), found.get(3)));
      histogram = batch.get(0);
      follow(histogram, batch.get(1), rows, rng);
    } else {
      index = Tensor.apply(new VqNearest(options.cosine()), rows, codebook.tensor());
      Tensor own = Tensor.apply(new Histogram(codes), index);
      histogram = Trace.total(List.of(own)).getFirst();
    }
    Tensor chosen = rows(index).reshape(shape.sizes());
    Tensor vector = vectors.reshape(shape.sizes());
    return new Quantized(
        Tensor.apply(VectorQuantizer::straightThrough, vector, chosen),
        chosen,
        index.reshape(indexShape(shape)),
        Tensor.apply(this::loss, vector, chosen),
        histogram,
        Tensor.apply(values -> Histogram.perplexity(values[0]), histogram));
  }

  /**
   * The codes of numbers {@code [N,…]}, with several heads {@code [N,…,H]}, as {@code [N,…,H·D]}.
   */
  public Tensor decode(Tensor index) {
    Shape shape = index.shape();
    Shape outer = heads == 1 ? shape : shape.range(0, shape.rank() - 1);
    return rows(index).reshape(outer.append(heads * depth).sizes());
  }

  private Tensor rows(Tensor index) {
    Tensor found = Tensor.apply(new Embedding(), codebook.tensor(), index);
    return options.cosine() ? Tensor.apply(values -> unit(values[0]), found) : found;
  }

  private int[] indexShape(Shape input) {
    Shape outer = input.range(0, input.rank() - 1);
    return (heads == 1 ? outer : outer.append(heads)).sizes();
  }

  /** {@code x + stop(c − x)}. */
  static Value straightThrough(Value... values) {
    return Add.of(values[0], StopGradient.of(Subtract.of(values[1], values[0])));
  }

  private Value loss(Value... values) {
    Value own = perSample(values[0], StopGradient.of(values[1]));
    Value weighted = Affine.scale(own, options.commitment());
    return counts != null
        ? weighted
        : Add.of(weighted, perSample(values[1], StopGradient.of(values[0])));
  }

  private static Value perSample(Value left, Value right) {
    long elements = left.shape().range(1, left.shape().rank()).elements();
    return Affine.scale(SquaredErrorSum.of(left, right), 1.0 / elements);
  }

  /** Vectors along the last axis at length 1; shorter than 1e-12 they are only divided by it. */
  private static Value unit(Value value) {
    Value square = Sum.of(Square.of(value), List.of(value.shape().rank() - 1));
    Value least = Fill.of(value.type().withShape(Shape.SCALAR), 1e-24);
    return Divide.of(value, Sqrt.of(Maximum.of(square, least)));
  }

  private void follow(Tensor batchCounts, Tensor batchSums, Tensor rows, Rng rng) {
    VqEmaStep step = new VqEmaStep(options.decay(), options.epsilon());
    Tensor drawable = options.revive() > 0 ? Trace.wholeBatch(rows) : rows;
    Trace.update(
        List.of(codebook, counts, sums),
        List.of(batchSums),
        (before, finite) -> {
          List<Tensor> arguments = new ArrayList<>(before);
          arguments.addAll(List.of(batchCounts, batchSums, finite));
          List<Tensor> next = Tensor.record(step, arguments);
          return options.revive() > 0
              ? rng.revive(path + ".revive", options.revive(), next, drawable, finite)
              : next;
        });
  }
}
