package dev.culebra.nn;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.Concat;
import dev.culebra.op.Fill;
import dev.culebra.op.Reshape;
import dev.culebra.op.ReverseSequence;
import dev.culebra.op.Slice;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent layers over sequences {@code [N,L,inputs]}, several on top of each other, and in both
 * directions if wanted, with PyTorch's parameters: {@code weight_ih_l0[G·hidden,inputs]}, {@code
 * weight_hh_l0[G·hidden,hidden]}, {@code bias_ih_l0}, {@code bias_hh_l0}, and the same with {@code
 * _reverse}; the engine keeps the transposed weights.
 *
 * <p>Where lengths are given, {@code i32[N]} from 0 to L, states stand still behind each end,
 * outputs are zero there, and the backward direction begins at the end: PyTorch's packed sequences.
 */
public abstract class Recurrent extends Module {
  private final int layers;
  private final boolean bidirectional;
  private final int hidden;
  private final List<Cell> cells = new ArrayList<>();

  /** One direction of one layer. */
  private record Cell(
      Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias) {
    static final int PARAMETERS = 4;

    List<Parameter> parameters() {
      return List.of(inputWeight, hiddenWeight, inputBias, hiddenBias);
    }
  }

  /**
   * Outputs of a layer or of all.
   *
   * @param sequence {@code [N,L,directions·hidden]} of the last layer
   * @param states for each kind of state (h, and c of an LSTM) {@code
   *     [layers·directions,N,hidden]}: layer by layer, forwards then backwards
   */
  public record Result(Tensor sequence, List<Tensor> states) {}

  Recurrent(String path, int inputs, int hidden, int gates, int layers, boolean bidirectional) {
    this.layers = layers;
    this.bidirectional = bidirectional;
    this.hidden = hidden;
    int directions = bidirectional ? 2 : 1;
    for (int layer = 0; layer < layers; layer++) {
      for (int direction = 0; direction < directions; direction++) {
        String suffix = "_l" + layer + (direction == 1 ? "_reverse" : "");
        int width = layer == 0 ? inputs : directions * hidden;
        cells.add(
            new Cell(
                weight(path + ".weight_ih" + suffix, width, gates),
                weight(path + ".weight_hh" + suffix, hidden, gates),
                bias(path + ".bias_ih" + suffix, gates),
                bias(path + ".bias_hh" + suffix, gates)));
      }
    }
  }

  private Parameter weight(String name, int inputs, int gates) {
    int rows = gates * hidden;
    return parameter(
        new Parameter(
            name,
            TensorType.f32(inputs, rows),
            FileLayout.permuted(Shape.of(rows, inputs), 1, 0),
            Initializer.torchDefault(hidden),
            true));
  }

  private Parameter bias(String name, int gates) {
    Shape shape = Shape.of(gates * hidden);
    return parameter(
        new Parameter(
            name,
            TensorType.f32(gates * hidden),
            FileLayout.same(shape),
            Initializer.torchDefault(hidden),
            true));
  }

  /** How many kinds of state there are. */
  abstract int kinds();

  /**
   * Records one direction of one layer.
   *
   * @param weights those of {@link Cell}, in order
   * @param states the initial ones, {@code [N,hidden]} each
   * @param lengths null if all sequences are whole
   */
  abstract Node record(Value x, List<Value> weights, List<Value> states, Value lengths);

  /** From zero states, over whole sequences. */
  public final Result apply(Tensor input) {
    return apply(input, null, null);
  }

  /**
   * One step, as decoding loops make them.
   *
   * @param input {@code [N,inputs]}
   * @param states those before the step, as {@link Result#states}; null for zeros
   * @return the outputs {@code [N,hidden]} and the states after the step
   * @throws IllegalStateException if the layer is bidirectional: it needs whole sequences
   */
  public final Result step(Tensor input, List<Tensor> states) {
    if (bidirectional) {
      throw new IllegalStateException("[recurrent] both directions need whole sequences; no steps");
    }
    Result result = apply(input.reshape(input.size(0), 1, input.size(1)), null, states);
    return new Result(result.sequence().reshape(input.size(0), hidden), result.states());
  }

  /**
   * Applies the layers.
   *
   * @param input {@code [N,L,inputs]} with L at least 1
   * @param lengths {@code i32[N]}; null if all sequences are L long
   * @param states initial ones, as {@link Result#states}; null for zeros
   * @throws dev.culebra.ir.OpException if types do not fit; when it runs, if a length is not 0 to L
   */
  public final Result apply(Tensor input, Tensor lengths, List<Tensor> states) {
    List<Tensor> arguments = new ArrayList<>(List.of(input));
    cells.forEach(
        cell -> cell.parameters().forEach(parameter -> arguments.add(parameter.tensor())));
    if (lengths != null) {
      arguments.add(lengths);
    }
    if (states != null) {
      arguments.addAll(states);
    }
    List<Tensor> results =
        Tensor.applyAll(
            values -> {
              List<Value> given = List.of(values);
              int weights = 1 + Cell.PARAMETERS * cells.size();
              int ends = lengths == null ? weights : weights + 1;
              return all(
                  given.getFirst(),
                  given.subList(1, weights),
                  lengths == null ? null : given.get(weights),
                  given.subList(ends, given.size()));
            },
            arguments.toArray(Tensor[]::new));
    return new Result(results.getFirst(), results.subList(1, results.size()));
  }

  /** The last layer's sequence, then the last states of each kind. */
  private List<Value> all(Value input, List<Value> weights, Value lengths, List<Value> states) {
    Value sequence = input;
    int directions = bidirectional ? 2 : 1;
    List<List<Value>> last = new ArrayList<>();
    for (int kind = 0; kind < kinds(); kind++) {
      last.add(new ArrayList<>());
    }
    for (int layer = 0; layer < layers; layer++) {
      List<Value> outputs = new ArrayList<>();
      for (int direction = 0; direction < directions; direction++) {
        int index = layer * directions + direction;
        boolean backwards = direction == 1;
        Value x = backwards ? ReverseSequence.of(sequence, lengths) : sequence;
        int first = Cell.PARAMETERS * index;
        List<Value> own = weights.subList(first, first + Cell.PARAMETERS);
        Node node = record(x, own, start(sequence, states, index), lengths);
        Value y = node.output(0);
        outputs.add(backwards ? ReverseSequence.of(y, lengths) : y);
        for (int kind = 0; kind < kinds(); kind++) {
          last.get(kind).add(stacked(node.output(1 + kind)));
        }
      }
      sequence = outputs.size() == 1 ? outputs.getFirst() : Concat.of(2, outputs);
    }
    List<Value> found = new ArrayList<>(List.of(sequence));
    last.forEach(each -> found.add(each.size() == 1 ? each.getFirst() : Concat.of(0, each)));
    return found;
  }

  private List<Value> start(Value sequence, List<Value> states, int index) {
    int samples = sequence.shape().size(0);
    List<Value> start = new ArrayList<>();
    for (int kind = 0; kind < kinds(); kind++) {
      if (states.isEmpty()) {
        start.add(Fill.of(TensorType.f32(samples, hidden), 0));
      } else {
        Value own = Slice.along(states.get(kind), 0, index, index + 1);
        start.add(Reshape.of(own, Shape.of(samples, hidden)));
      }
    }
    return start;
  }

  /** {@code [N,H] -> [1,N,H]}. */
  private static Value stacked(Value state) {
    return Reshape.of(state, Shape.of(1, state.shape().size(0), state.shape().size(1)));
  }
}
