package dev.culebra.model;

import dev.culebra.data.CmuDict;
import dev.culebra.data.PaddedPairs;
import dev.culebra.data.Symbols;
import dev.culebra.nn.Dropout;
import dev.culebra.nn.Embedding;
import dev.culebra.nn.Gru;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Lstm;
import dev.culebra.nn.Module;
import dev.culebra.nn.Recurrent;
import dev.culebra.op.Cast;
import dev.culebra.op.CrossEntropy;
import dev.culebra.op.Fill;
import dev.culebra.op.LogSoftmax;
import dev.culebra.op.MatMul;
import dev.culebra.op.NotEqual;
import dev.culebra.op.ReverseSequence;
import dev.culebra.op.Softmax;
import dev.culebra.op.Tanh;
import dev.culebra.op.Transpose;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Sequence to sequence. Sutskever, Vinyals and Le 2014, "Sequence to sequence learning with neural
 * networks": a recurrent encoder reads the source, back to front if wanted, and its last states are
 * the first of a recurrent decoder, which is told the target so far and gives the probability of
 * the next symbol,
 *
 * <pre>
 * p(y|x) = Π p(y(t) | y(1) … y(t−1), x)
 * </pre>
 *
 * <p>In training it is told the right symbols (teacher forcing); the objective is {@code −log
 * p(y|x)} of the whole target, its end included. {@link Translator} searches for the best.
 *
 * <p>An encoder of both directions has half of the hidden units in each. With attention (Luong,
 * Pham and Manning 2015, global, by dot products) each decoder output h looks at all encoder
 * outputs e(s):
 *
 * <pre>
 * a(s) = softmax(⟨h, e(s)⟩);  c = Σ a(s)·e(s);  output = tanh(W·[c; h] + b)
 * </pre>
 */
public final class Seq2Seq extends Module implements Model {
  /** How it is trained unless told otherwise. */
  static final Map<String, Object> TRAINING =
      Map.of("data", "cmudict", "schedule", "cosine", "clip", 5);

  /** What is encoded where the data are no pairs. */
  private static final Shape WORDS = Shape.of(1 + CmuDict.LENGTH, 2);

  /** The recurrent cell. */
  public enum Cell {
    LSTM,
    GRU
  }

  /**
   * @param input {@code [1+L,2]}: padded pairs of up to L symbols a side
   * @param sources numbers of the source's symbols, padding, start and end included
   * @param targets numbers of the target's symbols, the same
   * @param cell the recurrent cell of encoder and decoder
   * @param embedding width of a symbol's vector
   * @param hidden units of each recurrent layer
   * @param layers recurrent layers on top of each other, on each side
   * @param bidirectional whether the encoder reads in both directions
   * @param attention whether the decoder looks at all encoder outputs
   * @param reversed whether the encoder reads the source back to front
   * @param dropout probability that an element of the vectors of symbols and of the decoder's
   *     outputs is dropped
   */
  public record Config(
      Shape input,
      int sources,
      int targets,
      @Describe("recurrent cell") Cell cell,
      @Describe("width of a symbol's vector") int embedding,
      @Describe("units of each recurrent layer") int hidden,
      @Describe("recurrent layers on top of each other, on each side") int layers,
      @Describe("whether the encoder reads in both directions, with half of the units in each")
          boolean bidirectional,
      @Describe("whether the decoder looks at all encoder outputs") boolean attention,
      @Describe("whether the encoder reads the source back to front") boolean reversed,
      @Describe("probability that an element of a symbol's vector or a decoder output is dropped")
          double dropout) {
    private static final Check CHECK = new Check("seq2seq");

    public Config {
      CHECK.that(PaddedPairs.isShape(input), "input", input + " is no padded pair [1+L,2]");
      CHECK.that(sources > Symbols.END, "sources", sources + " is below " + (Symbols.END + 1));
      CHECK.that(targets > Symbols.END, "targets", targets + " is below " + (Symbols.END + 1));
      CHECK.that(embedding >= 1, "embedding", embedding + " is below 1");
      CHECK.that(hidden >= 1, "hidden", hidden + " is below 1");
      CHECK.that(layers >= 1, "layers", layers + " is below 1");
      CHECK.that(
          !bidirectional || hidden % 2 == 0,
          "hidden",
          hidden + " is odd; both directions of the encoder have half of it");
      CHECK.that(dropout >= 0 && dropout < 1, "dropout", dropout + " is not in [0, 1)");
    }

    /** Letters to sounds: one layer of 256 LSTM units, both directions, attention. */
    public static Config standard(Shape input) {
      return new Config(
          PaddedPairs.isShape(input) ? input : WORDS,
          CmuDict.graphemes().count(),
          CmuDict.phonemes(false).count(),
          Cell.LSTM,
          128,
          256,
          1,
          true,
          true,
          false,
          0.2);
    }

    /** Most symbols of a source, and of a target with its end. */
    public int length() {
      return input.size(0) - 1;
    }
  }

  /**
   * A read source.
   *
   * @param states the decoder's first, as {@link Recurrent.Result#states}
   * @param outputs the encoder's, {@code [N,S,hidden]}
   * @param unseen added to what attention scores, {@code [N,1,S]}: very negative at padding
   */
  record Encoded(List<Tensor> states, Tensor outputs, Tensor unseen) {}

  /** Log-probabilities of the next symbol, {@code [rows,targets]}, and the states after it. */
  record Next(Tensor logProbabilities, List<Tensor> states) {}

  /** Smaller than any score that matters, yet finite: its exponential is 0. */
  private static final double UNSEEN = -1e30;

  private final Config config;
  private final Embedding sourceVectors;
  private final Embedding targetVectors;
  private final Recurrent encoder;
  private final Recurrent decoder;
  private final Linear combine;
  private final Linear output;

  public Seq2Seq(Config config) {
    this.config = config;
    int hidden = config.hidden();
    int perDirection = config.bidirectional() ? hidden / 2 : hidden;
    sourceVectors = part(new Embedding("source", config.sources(), config.embedding()));
    encoder = part(recurrent("encoder", perDirection, config.bidirectional()));
    targetVectors = part(new Embedding("target", config.targets(), config.embedding()));
    decoder = part(recurrent("decoder", hidden, false));
    combine = config.attention() ? part(new Linear("combine", 2 * hidden, hidden)) : null;
    output = part(new Linear("output", hidden, config.targets()));
  }

  private Recurrent recurrent(String path, int hidden, boolean bidirectional) {
    return switch (config.cell()) {
      case LSTM -> new Lstm(path, config.embedding(), hidden, config.layers(), bidirectional);
      case GRU -> new Gru(path, config.embedding(), hidden, config.layers(), bidirectional);
    };
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public Shape input() {
    return config.input();
  }

  @Override
  public DType inputType() {
    return DType.I32;
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("likelihood", this::losses, parameters()));
  }

  /** The total is of the whole target; the term {@code symbol} is the mean over its symbols. */
  @Override
  public Losses losses(StepInput input) {
    Tensor pairs = input.samples();
    int steps = pairs.size(1) - 1;
    Tensor lengths = pairs.slice(1, 0, 1).slice(2, 0, 1).reshape(pairs.size(0));
    Tensor target = column(pairs, PaddedPairs.TARGET);
    Tensor start =
        target.map(_ -> Fill.of(TensorType.of(DType.I32, pairs.size(0), 1), Symbols.START));
    Tensor told = steps == 1 ? start : Tensor.concat(1, start, target.slice(1, 0, steps - 1));
    Encoded source = encode(column(pairs, PaddedPairs.SOURCE), lengths, input.rng());
    Tensor vectors = dropout("target_dropout").apply(targetVectors.apply(told), input.rng());
    Tensor outputs = decoder.apply(vectors, null, source.states()).sequence();
    Tensor features = dropout("output_dropout").apply(attend(outputs, source), input.rng());
    Tensor counts = isSymbol(target);
    Tensor likelihood =
        Tensor.apply(new CrossEntropy(), logits(features), target).multiply(counts).sumPerSample();
    return Losses.of(likelihood).with("symbol", likelihood.divide(counts.sumPerSample()));
  }

  /**
   * Reads sources.
   *
   * @param symbols {@code i32[N,S]}, padded behind
   * @param lengths {@code i32[N]}
   * @param rng the step's draws; unused outside training
   */
  Encoded encode(Tensor symbols, Tensor lengths, Rng rng) {
    Tensor read =
        config.reversed()
            ? Tensor.apply(v -> ReverseSequence.of(v[0], v[1]), symbols, lengths)
            : symbols;
    Tensor vectors = dropout("source_dropout").apply(sourceVectors.apply(read), rng);
    Recurrent.Result result = encoder.apply(vectors, lengths, null);
    Tensor unseen =
        isSymbol(symbols).affine(-UNSEEN, UNSEEN).reshape(symbols.size(0), 1, symbols.size(1));
    List<Tensor> states = result.states().stream().map(this::bothDirections).toList();
    return new Encoded(states, result.sequence(), unseen);
  }

  /** {@code [layers·directions,N,H] -> [layers,N,directions·H]}. */
  private Tensor bothDirections(Tensor states) {
    if (!config.bidirectional()) {
      return states;
    }
    return states
        .reshape(config.layers(), 2, states.size(1), states.size(2))
        .map(value -> Transpose.swap(value, 1, 2))
        .reshape(config.layers(), states.size(1), config.hidden());
  }

  /**
   * Goes on by one symbol, for several targets so far of each source.
   *
   * @param symbols the last ones, {@code i32[rows]}: as many rows for each source, one after the
   *     other
   * @param states {@code [layers,rows,hidden]}
   */
  Next next(Tensor symbols, List<Tensor> states, Encoded source) {
    Recurrent.Result result = decoder.step(targetVectors.apply(symbols), states);
    int sources = source.outputs().size(0);
    int rows = symbols.size(0);
    Tensor outputs = result.sequence().reshape(sources, rows / sources, config.hidden());
    Tensor logits = logits(attend(outputs, source)).reshape(rows, config.targets());
    return new Next(logits.map(value -> LogSoftmax.of(value, 1)), result.states());
  }

  /** {@code [N,T,hidden] -> [N,T,hidden]}; without attention the outputs themselves. */
  private Tensor attend(Tensor outputs, Encoded source) {
    if (!config.attention()) {
      return outputs;
    }
    Tensor scores =
        Tensor.apply(new MatMul(false, true), outputs, source.outputs()).add(source.unseen());
    Tensor context = scores.map(value -> Softmax.of(value, 2)).matmul(source.outputs());
    Tensor both = flat(Tensor.concat(2, context, outputs));
    return combine.apply(both).map(Tanh::of).reshape(outputs.shape().sizes());
  }

  private Dropout dropout(String name) {
    return new Dropout(name, config.dropout());
  }

  private Tensor logits(Tensor features) {
    return output
        .apply(flat(features))
        .reshape(features.size(0), features.size(1), config.targets());
  }

  private static Tensor flat(Tensor sequence) {
    return sequence.reshape(sequence.size(0) * sequence.size(1), sequence.size(2));
  }

  /** One column of padded pairs without the lengths: {@code [N,1+L,2] -> [N,L]}. */
  private static Tensor column(Tensor pairs, int column) {
    int steps = pairs.size(1) - 1;
    return pairs.slice(1, 1, 1 + steps).slice(2, column, column + 1).reshape(pairs.size(0), steps);
  }

  /** 1 where there is a symbol, 0 at padding. */
  private static Tensor isSymbol(Tensor symbols) {
    TensorType one = TensorType.of(DType.I32);
    return symbols
        .map(value -> NotEqual.of(value, Fill.of(one, Symbols.PADDING)))
        .map(value -> Cast.of(value, DType.F32));
  }
}
