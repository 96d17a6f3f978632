package dev.culebra.nn;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.Concat;
import dev.culebra.op.Fill;
import dev.culebra.op.Reshape;
import dev.culebra.op.ReverseSequence;
import dev.culebra.op.SequenceEnds;
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
 * <p>Where lengths are given, {@code i32[N]} from 1 to L, states stand still behind each end,
 * outputs are zero there, and the backward direction begins at the end: PyTorch's packed sequences.
 */
public abstract class Recurrent extends Module {
  private final int layers;
  private final boolean bidirectional;
  private final int hidden;
  private final List<Cell> cells = new ArrayList<>();

  /** One direction of one layer. */
  record Cell(
      Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias) {}

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
   * @param states the initial ones, {@code [N,hidden]} each
   */
  abstract Node record(Value x, Cell cell, List<Value> states);

  /** The outputs of {@link #record} that hold every state of a kind, {@code [N,L,hidden]}. */
  abstract int everyState(int kind);

  /** From zero states, over whole sequences. */
  public final Result apply(Tensor input) {
    return apply(input, null, null);
  }

  /**
   * Records the layers; only while tracing.
   *
   * @param input {@code [N,L,inputs]}
   * @param lengths {@code i32[N]}; null if all sequences are L long
   * @param states initial ones, as {@link Result#states}; null for zeros
   */
  public final Result apply(Tensor input, Tensor lengths, List<Tensor> states) {
    Value ends = lengths == null ? null : lengths.value();
    Value sequence = input.value();
    int directions = bidirectional ? 2 : 1;
    List<List<Value>> last = new ArrayList<>();
    for (int kind = 0; kind < kinds(); kind++) {
      last.add(new ArrayList<>());
    }
    for (int layer = 0; layer < layers; layer++) {
      List<Value> outputs = new ArrayList<>();
      for (int direction = 0; direction < directions; direction++) {
        int index = layer * directions + direction;
        List<Value> start = start(sequence, states, index);
        boolean backwards = direction == 1;
        Value x = backwards ? ReverseSequence.of(sequence, ends) : sequence;
        Node node = record(x, cells.get(index), start);
        Value y = ends == null ? node.output(0) : SequenceEnds.cut(node.output(0), ends);
        outputs.add(backwards ? ReverseSequence.of(y, ends) : y);
        for (int kind = 0; kind < kinds(); kind++) {
          Value end =
              ends == null
                  ? node.output(1 + kind)
                  : SequenceEnds.last(node.output(everyState(kind)), ends);
          last.get(kind).add(stacked(end));
        }
      }
      sequence = outputs.size() == 1 ? outputs.getFirst() : Concat.of(2, outputs);
    }
    List<Tensor> found =
        last.stream()
            .map(each -> each.size() == 1 ? each.getFirst() : Concat.of(0, each))
            .map(Tensor::of)
            .toList();
    return new Result(Tensor.of(sequence), found);
  }

  private List<Value> start(Value sequence, List<Tensor> states, int index) {
    int samples = sequence.shape().size(0);
    List<Value> start = new ArrayList<>();
    for (int kind = 0; kind < kinds(); kind++) {
      if (states == null) {
        start.add(Fill.of(TensorType.f32(samples, hidden), 0));
      } else {
        Value own = Slice.along(states.get(kind).value(), 0, index, index + 1);
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
